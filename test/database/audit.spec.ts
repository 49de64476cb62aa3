import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEventView } from '../../api/audit.js';
import { AuditEventsRepository } from '../../server/audit/audit-events.repository.js';
import { onEveryDatabase, onEveryDatabaseServer } from '../support/every-database.js';
import { AuditReader } from '../gateway/support/audit-reader.js';
import { Gateway } from '../gateway/support/gateway.js';
import { ModernWire } from '../gateway/support/modern-wire.js';
import { RawUpstream } from '../gateway/support/raw-upstream.js';

const DEFINITION = '{"name":"t","inputSchema":{"type":"object"}}';
const AT_ONCE = 16;
/** How long the database is away. */
const AWAY_MS = 4_000;

interface Scene {
  gateway: Gateway;
  audit: AuditReader;
  agent: ModernWire;
  token: string;
}

async function open(databaseUrl: string): Promise<Scene> {
  const upstream = await RawUpstream.start([DEFINITION], () => '{"content":[]}');
  const gateway = await Gateway.start({ DATABASE_URL: databaseUrl });
  await gateway.register('up', upstream.url);
  const token = await gateway.client('agent', ['up']);
  const agent = new ModernWire(gateway.raw({ token }));
  return { gateway, audit: new AuditReader(gateway.app), agent, token };
}

/** Calls as long as it may. @returns how many calls succeeded */
async function callWhile({ agent }: Scene, mayCall: () => boolean): Promise<number> {
  let done = 0;
  const worker = async () => {
    while (mayCall()) {
      const { message } = await agent.callTool('up__t');
      expect(message.result).toBeDefined();
      done++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

function times(count: number): () => boolean {
  let left = count;
  return () => left-- > 0;
}

onEveryDatabase(({ kind, fresh }) => {
  // Each of the others takes longer than SQLite.
  const many = kind === 'SQLite' ? 10_000 : 1_000;

  describe('the audit log', () => {
    let scene: Scene;
    let entries: AuditEventView[];
    beforeAll(async () => {
      scene = await open(await fresh());
      await callWhile(scene, times(many));
      await scene.agent.callTool('up__absent');
      const legacy = scene.gateway.raw({ token: scene.token });
      await legacy.initialize();
      await legacy.call('tools/call', { name: `\0\ud800${'💥'.repeat(600)}` });
      entries = await scene.audit.expecting(many + 2, { actor: 'agent' });
    });

    it('has an entry for every call, the newest first, whatever page it is on', () => {
      expect(entries.filter(({ tool, outcome }) => tool === 'up__t' && outcome === 'success')).toHaveLength(
        many,
      );
      expect(new Set(entries.map(({ id }) => id)).size).toBe(many + 2);
      const times = entries.map(({ time }) => time);
      expect(times).toEqual(times.toSorted().reverse());
    });

    it('says who used what, when, and how it ended', () => {
      expect(entries.at(-1)).toEqual({
        id: expect.any(Number),
        time: expect.stringMatching(/^20\d\d-.*Z$/),
        actor_kind: 'client',
        actor: 'agent',
        action: 'tools/call',
        target: null,
        server: 'up',
        tool: 'up__t',
        outcome: 'success',
        duration_ms: expect.any(Number),
        error_code: null,
        details: null,
        request_id: expect.stringMatching(/^[0-9a-f]{10}-/),
        trace_id: null,
        replica: expect.stringMatching(/:[0-9a-f]{10}$/),
      });
    });

    it('cuts what a client made up, and stores only what can be stored', () => {
      const denied = { outcome: 'denied', error_code: 'not_found', server: null, tool: null };
      expect(entries.slice(0, 2)).toMatchObject([
        { ...denied, target: expect.stringMatching(/^��(💥)+�?$/u) },
        { ...denied, target: 'up__absent' },
      ]);
    });

    it.each([
      [{ outcome: 'denied' }, 2],
      [{ tool: 'up__t', outcome: 'denied' }, 0],
      [{ tool: 'UP__T' }, 0],
      [{ server: 'up', actor: 'agent', limit: '3' }, 3],
      [{ actor: 'agent', until: '1d' }, 0],
      [{ actor: 'agent', since: '1d', until: '2999-01-01', outcome: 'denied' }, 2],
      [{ actor: 'agent', since: '2999-01-01T00:00:00Z' }, 0],
    ])('finds by %j', async (query, count) => {
      expect((await scene.audit.page(query as Record<string, string>)).items).toHaveLength(count);
    });

    it('is read from where a page ended, also when new entries came meanwhile', async () => {
      const first = await scene.audit.page({ actor: 'agent', limit: '2' });
      await callWhile(scene, times(3));
      await scene.audit.expecting(many + 5, { actor: 'agent' });
      const second = await scene.audit.page({ actor: 'agent', limit: '2', cursor: first.next_cursor! });
      expect([...first.items, ...second.items]).toEqual(entries.slice(0, 4));
    });

    it('drops what is too old, and nothing else, when the server starts', async () => {
      const events = scene.gateway.app.nest.get(AuditEventsRepository);
      const [newest] = await events.find({ actor: 'agent' }, { limit: 1 });
      const { id: _, ...row } = newest!;
      const old = Array.from({ length: 1_200 }, (__, index) => ({ ...row, actor: 'old', timeMs: index }));
      for (let from = 0; from < old.length; from += 400) await events.insert(old.slice(from, from + 400));
      const timeMs = Date.now() - 2 * 86_400_000;
      await events.insert([{ ...row, actor: 'two-days', timeMs }]);
      const again = await scene.gateway.app.restart({ AUDIT_RETENTION_DAYS: '3' });
      const audit = new AuditReader(again);
      await audit.expecting(0, { actor: 'old' });
      await audit.expecting(1, { actor: 'two-days' });
      await audit.expecting(many + 5, { actor: 'agent' });
      const system = await audit.expecting(3, { actor: 'system' });
      expect(system.map(({ action }) => action)).toEqual(['server.start', 'server.stop', 'server.start']);
    });
  });
});

onEveryDatabaseServer(({ server }) => {
  it('loses no entry while the database is away under load', async () => {
    const scene = await open(await server().freshDatabase());
    await scene.audit.expecting(1, { actor: 'system' });
    let isOver = false;
    const calling = callWhile(scene, () => !isOver);
    await delay(AWAY_MS / 4);
    await server().stop();
    await delay(AWAY_MS);
    await server().restart();
    await delay(AWAY_MS / 4);
    isOver = true;
    const count = await calling;
    expect(count).toBeGreaterThan(AT_ONCE);
    await scene.audit.expecting(count, { tool: 'up__t' });
    expect(await scene.audit.all({ outcome: 'error' })).toEqual([]);
  });
});
