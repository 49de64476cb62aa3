import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import fc from 'fast-check';
import { LocalBus } from '../../bus/local-bus.js';
import { ANONYMOUS, type Principal } from '../../common/principal.js';
import { Sealer } from '../../secrets/sealer.js';
import { SecretKey, SecretKeys } from '../../secrets/secret-keys.js';
import { KeepAlive } from '../keep-alive.js';
import { Questions } from './questions.js';
import { Resumption } from './resumption.js';
import { SessionIds } from './session-ids.js';
import type { Tasks } from '../tasks/tasks.js';
import { SessionLinks } from './session-links.js';
import { SessionStreams } from './session-streams.js';
import { eventually } from '../../../test/support/eventually.js';
import { freshSqlite, randomKey } from '../../../test/support/every-database.js';
import { openStorage } from '../../../test/support/storage.js';
import { KeptUpstreamSessions } from './kept-upstream-sessions.js';
import { McpSessionsRepository } from './mcp-sessions.repository.js';
import { SessionStates } from './session-states.js';
import { type NewSession, Sessions } from './sessions.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const scope = { kind: 'all' } as const;
const principal: Principal = { ...ANONYMOUS, key: 'client:1' };
const owner = { principal, scope };
const opening: NewSession = {
  scope,
  protocolVersion: '2025-11-25',
  capabilities: { roots: { listChanged: true }, sampling: {}, tasks: {}, experimental: { x: {} } },
  clientInfo: { name: 'agent', version: '1.0.0' },
};

function sealerOf(key: Buffer): Sealer {
  return new Sealer(new SecretKeys({ current: new SecretKey(key) }));
}

let storage: TestingModule;
beforeAll(async () => {
  const env = { DATABASE_URL: await freshSqlite(), SECRET_KEY: randomKey() };
  storage = await openStorage(env, [McpSessionsRepository, SessionStates, KeptUpstreamSessions]);
});

/** What a process with this key has. */
function processWith(key: Buffer): Sessions {
  const bus = new LocalBus();
  const resumption = new Resumption(bus);
  return new Sessions(
    new SessionIds(sealerOf(key)),
    new SessionLinks(new SessionStreams(new KeepAlive(), resumption), new Questions(bus), resumption, {
      translationIn: () => undefined,
    } as unknown as Tasks),
    storage.get(SessionStates),
    storage.get(KeptUpstreamSessions),
    bus,
  );
}

describe('Sessions', () => {
  const key = randomBytes(32);

  it('finds a session by its id', () => {
    const sessions = processWith(key);
    const { id, session } = sessions.begin(principal, opening);
    expect(sessions.find(id, owner)).toBe(session);
    expect(session).toMatchObject({ ...opening, principalKey: 'client:1' });
  });

  it('serves it in another process with the same key, and in none with another key', () => {
    const { id, session } = processWith(key).begin(principal, opening);
    expect(processWith(key).find(id, owner)).toMatchObject({
      nonce: session.nonce,
      caller: { ...session.caller, channel: expect.anything(), keptSessions: expect.anything() },
      protocolVersion: '2025-11-25',
    });
    expect(processWith(randomBytes(32)).find(id, owner)).toBeUndefined();
  });

  it('is for its principal and its endpoint alone', () => {
    const sessions = processWith(key);
    const { id } = sessions.begin(principal, opening);
    expect(sessions.find(id, { principal: { ...principal, key: 'client:2' }, scope })).toBeUndefined();
    expect(sessions.find(id, { principal, scope: { kind: 'server', name: 'a' } })).toBeUndefined();
  });

  it('takes no id that was changed', () => {
    const { id } = processWith(key).begin(principal, opening);
    fc.assert(
      fc.property(fc.nat(id.length - 1), fc.string({ maxLength: 3 }), (at, text) => {
        const changed = id.slice(0, at) + text + id.slice(at + 1);
        fc.pre(changed !== id);
        expect(processWith(key).find(changed, owner)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('ends a day after its last use', () => {
    const sessions = processWith(key);
    const { id } = sessions.begin(principal, opening, 0);
    expect(sessions.find(id, owner, 23 * HOUR_MS)).toBeDefined();
    expect(sessions.find(id, owner, 46 * HOUR_MS)).toBeDefined();
    expect(sessions.find(id, owner, 46 * HOUR_MS + DAY_MS + 1)).toBeUndefined();
    expect(sessions.find(id, owner, 46 * HOUR_MS)).toBeUndefined();
  });

  /** Whether a process that has not seen it serves it, once that has looked at what is stored. */
  async function isServedAt(id: string, nowMs: number): Promise<boolean> {
    const session = processWith(key).find(id, owner, nowMs);
    await session?.restoring;
    return session?.hasEnded === false;
  }

  it('lives on after a restart for a day after its last use, give or take the hour that uses are noted in', async () => {
    const sessions = processWith(key);
    const { id, session } = sessions.begin(principal, opening, 0);
    expect(await isServedAt(id, 25 * HOUR_MS)).toBe(true);
    expect(await isServedAt(id, 25 * HOUR_MS + 1)).toBe(false);
    for (let hours = 0; hours <= 50; hours += 10) sessions.find(id, owner, hours * HOUR_MS);
    await eventually(async () => {
      const row = await storage.get(McpSessionsRepository).find(session.nonce);
      expect(row?.changedAt).toEqual(new Date(50 * HOUR_MS));
    });
    expect(await isServedAt(id, 74 * HOUR_MS)).toBe(true);
    expect(await isServedAt(id, 75 * HOUR_MS + 1)).toBe(false);
  });

  it('is not written within its first hour', async () => {
    const sessions = processWith(key);
    const { id, session } = sessions.begin(principal, opening, 0);
    sessions.find(id, owner, HOUR_MS);
    const later = sessions.begin(principal, opening, 0);
    sessions.find(later.id, owner, HOUR_MS + 1);
    const rows = storage.get(McpSessionsRepository);
    await eventually(async () => expect(await rows.find(later.session.nonce)).not.toBeNull());
    expect(await rows.find(session.nonce)).toBeNull();
  });

  it('stays ended', () => {
    const sessions = processWith(key);
    const { id, session } = sessions.begin(principal, opening);
    sessions.end(id, session);
    expect(sessions.find(id, owner)).toBeUndefined();
  });

  it('declares to upstreams only what can be relayed', () => {
    const { session } = processWith(key).begin(principal, opening);
    expect(JSON.parse(session.caller.capabilities)).toEqual({
      roots: { listChanged: true },
      sampling: {},
      experimental: { x: {} },
    });
    expect(JSON.parse(session.caller.clientInfo)).toEqual(opening.clientInfo);
  });
});

describe('session ids', () => {
  const ids = new SessionIds(sealerOf(randomBytes(32)));
  const claims = { ...opening, nonce: 'n', principalKey: 'client:1', issuedAtMs: 0, process: 'p' };

  it('fit into a header whatever a client declares', () => {
    const any = fc.dictionary(fc.string(), fc.jsonValue());
    const huge = fc.constantFrom('x', 'é', '\u0001', '💥').map((text) => text.repeat(3000));
    fc.assert(
      fc.property(any, any, huge, (capabilities, clientInfo, text) => {
        const info = { ...clientInfo, name: text, version: text };
        const { id } = ids.issue({ ...claims, capabilities, clientInfo: info });
        expect(id).toMatch(/^[\x21-\x7e]{1,2047}$/);
      }),
      { numRuns: 200 },
    );
  });

  it('keep the standard capabilities when the rest does not fit', () => {
    const capabilities = {
      roots: { listChanged: true, other: 'x' },
      elicitation: { form: {}, url: { any: 1 } },
      experimental: { long: 'x'.repeat(3000) },
    };
    const { id, claims: kept } = ids.issue({ ...claims, capabilities });
    expect(kept.capabilities).toEqual({ roots: { listChanged: true }, elicitation: { form: {}, url: {} } });
    expect(ids.read(id)).toEqual(kept);
  });
});
