import { expect, it } from '@jest/globals';
import { AuditReader } from '../gateway/support/audit-reader.js';
import { Gateway } from '../gateway/support/gateway.js';
import { ModernWire } from '../gateway/support/modern-wire.js';
import { RawUpstream } from '../gateway/support/raw-upstream.js';
import { onEveryDatabaseServer } from '../support/every-database.js';
import { valueOf } from '../support/exposition.js';
import { MemoryLog } from '../support/memory-log.js';

const DEFINITION = '{"name":"t","inputSchema":{"type":"object"}}';
const CALLS = 250;
const HELD = 100;

onEveryDatabaseServer(({ server }) => {
  it('says how many entries are lost where more wait for the database than may', async () => {
    const upstream = await RawUpstream.start([DEFINITION], () => '{"content":[]}');
    const env = { DATABASE_URL: await server().freshDatabase(), MAX_AUDIT_QUEUE: String(HELD) };
    const gateway = await Gateway.start(env);
    await gateway.register('up', upstream.url);
    const agent = new ModernWire(gateway.raw({ token: await gateway.client('agent', ['up']) }));
    const audit = new AuditReader(gateway.app);
    const log = new MemoryLog();
    gateway.app.nest.useLogger(log.logger);
    const call = async (times: number) => {
      for (let i = 0; i < times; i++) expect((await agent.callTool('up__t')).message.result).toBeDefined();
    };
    const dropped = async () =>
      valueOf((await gateway.app.get('/metrics').expect(200)).text, 'mcpjungle_audit_dropped_total');
    await audit.expecting(1, { actor: 'system' });
    expect(await dropped()).toBe(0);

    const beginMs = Date.now();
    await server().stop();
    await call(CALLS);
    const lost = await dropped();
    expect(lost).toBe(CALLS - HELD);
    expect(log.text).toContain(`${HELD} audit entries wait (MAX_AUDIT_QUEUE): more are dropped`);

    await server().restart();
    const [gap] = await audit.expecting(1, { outcome: 'error' });
    expect(gap).toMatchObject({ action: 'audit.dropped', actor_kind: 'system', details: { count: lost } });
    const { since, until } = gap!.details as { since: string; until: string };
    const times = [beginMs, ...[since, until, gap!.time].map((time) => Date.parse(time))];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await audit.expecting(HELD, { tool: 'up__t' });

    await call(10);
    await audit.expecting(HELD + 10, { tool: 'up__t' });
    expect(await dropped()).toBe(lost);
    expect(log.text.match(/more are dropped/g)).toHaveLength(1);
    expect(log.text.match(new RegExp(`${lost} audit entries were dropped`, 'g'))).toHaveLength(1);
  }, 60_000);
});
