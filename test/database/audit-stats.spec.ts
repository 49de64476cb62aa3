import { beforeAll, describe, expect, it } from '@jest/globals';
import type { StatsView } from '../../api/stats.js';
import { AuditEventsRepository, type NewAuditEvent } from '../../server/audit/audit-events.repository.js';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

const HOUR_MS = 3_600_000;

onEveryDatabase(({ fresh }) => {
  describe('GET /stats', () => {
    let app: TestApp;
    const stats = async (query = '') => {
      const { body } = await app.get(`/api/v0/stats${query}`, { token: app.adminToken }).expect(200);
      return body as StatsView;
    };
    const call = (ms: number, fields: Partial<NewAuditEvent> = {}): NewAuditEvent => ({
      timeMs: Date.now() - HOUR_MS / 2,
      actorKind: 'client',
      actor: 'agent',
      action: 'tools/call',
      target: null,
      server: 'up',
      tool: 'up__t',
      outcome: 'success',
      durationUs: ms * 1000,
      errorCode: null,
      details: null,
      requestId: null,
      traceId: null,
      replica: 'test',
      sequence: ms,
      ...fields,
    });

    beforeAll(async () => {
      app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
      const events = app.nest.get(AuditEventsRepository);
      const hundred = Array.from({ length: 100 }, (_, index) => call(index + 1));
      // In no order of any kind, and one of them in the same millisecond as another.
      await events.insert(hundred.toSorted((a, b) => ((a.sequence * 37) % 101) - ((b.sequence * 37) % 101)));
      await events.insert([
        call(5_000, { server: 'other', tool: 'other__t', actor: 'alice', outcome: 'error' }),
        call(1, { server: null, tool: null, outcome: 'denied' }),
        call(1, { timeMs: Date.now() - 2 * HOUR_MS, tool: 'up__old' }),
      ]);
    });

    it('counts calls and errors, and says how long they took', async () => {
      const { total, servers, tools, clients, complete } = await stats();
      expect(complete).toBe(true);
      expect(total).toMatchObject({ calls: 102, errors: 2 });
      expect(servers.map(({ name, calls, errors }) => [name, calls, errors])).toEqual([
        ['up', 100, 0],
        ['other', 1, 1],
      ]);
      expect(tools.map(({ name }) => name)).toEqual(['up__t', 'other__t']);
      expect(clients.map(({ name, calls }) => [name, calls])).toEqual([
        ['agent', 101],
        ['alice', 1],
      ]);
      for (const [key, ms] of [
        ['p50_ms', 50],
        ['p95_ms', 95],
        ['p99_ms', 99],
      ] as const) {
        expect(Math.abs(tools[0]![key]! - ms)).toBeLessThanOrEqual(ms * 0.05);
      }
      expect(tools[1]).toMatchObject({ p50_ms: 5_000, p99_ms: 5_000 });
    });

    it('counts what is within the window', async () => {
      expect((await stats('?window=1d')).tools.map(({ name }) => name)).toContain('up__old');
      expect(await stats('?window=1m')).toMatchObject({
        total: { calls: 0, errors: 0, p50_ms: null, p95_ms: null, p99_ms: null },
        servers: [],
        complete: true,
      });
      await app.get('/api/v0/stats?window=long', { token: app.adminToken }).expect(400);
    });

    it('counts each call once, in however many stretches', async () => {
      const events = app.nest.get(AuditEventsRepository);
      const timeMs = Date.now() - 10_000;
      const more = Array.from({ length: 500 }, () => call(2, { actor: 'many', timeMs }));
      for (let round = 0; round < 41; round++) await events.insert(more);
      const { clients, complete } = await stats('?window=5m');
      expect({ complete, calls: clients.find(({ name }) => name === 'many')?.calls }).toEqual({
        complete: true,
        calls: 20_500,
      });
    });
  });
});
