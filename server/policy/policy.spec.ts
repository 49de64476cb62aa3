import { beforeAll, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { discovered, named, openRegistryStore } from '../../test/support/registry-store.js';
import { grantsOf } from '../common/grants.js';
import { ANONYMOUS, type Principal } from '../common/principal.js';
import { Catalog } from '../registry/catalog.service.js';
import { Database } from '../database/database.js';
import { Events } from '../events/events.js';
import { Groups } from '../tool-groups/groups.service.js';
import { ToolGroupsRepository } from '../tool-groups/tool-groups.repository.js';
import { ServerStore } from '../registry/server-store.js';
import { Policy } from './policy.js';

const ALL = { kind: 'all' } as const;
let registry: TestingModule;
let policy: Policy;

beforeAll(async () => {
  registry = await openRegistryStore();
  const rows = new ToolGroupsRepository(registry.get(Database));
  policy = new Policy(registry.get(Catalog), new Groups(rows, registry.get(Events)));
});

async function register(name: string, tools: string[]): Promise<void> {
  await registry.get(ServerStore).save({ ...discovered(name, { tools }), replace: true });
  await registry.get(Catalog).reload();
}

function client(id: number, servers: string[]): Principal {
  return {
    kind: 'client',
    id,
    name: `c${id}`,
    role: 'client',
    grants: grantsOf({ servers }),
    key: `client:${id}`,
    credential: '',
    owner: null,
    rateLimitRpm: null,
  };
}

describe('Policy', () => {
  it('keeps a view for those who may reach the same, until the catalogue changes', async () => {
    await register('a', [named('t')]);
    const view = policy.view(client(1, ['a']), ALL);
    expect(policy.view(client(2, ['a']), ALL)).toBe(view);
    expect(policy.view(client(1, []), ALL)).not.toBe(view);
    expect(policy.view(client(1, ['a']), { kind: 'server', name: 'a' })).not.toBe(view);

    await register('a', [named('t'), named('u')]);
    expect(policy.view(client(1, ['a']), ALL).tools).toHaveLength(2);
    expect(view.tools).toHaveLength(1);
  });

  it('follows the grants of the principal on its next call', async () => {
    await register('b', [named('t')]);
    expect(policy.view(client(1, []), ALL).findTool('b__t')).toBeUndefined();
    expect(policy.view(client(1, ['b']), ALL).findTool('b__t')).toBeDefined();
    expect(policy.view(ANONYMOUS, ALL).findTool('b__t')).toBeDefined();
  });

  it('does not mistake the scope of a server for all', async () => {
    await register('all', [named('t')]);
    expect(policy.view(ANONYMOUS, { kind: 'server', name: 'all' }).servers).toHaveLength(1);
    expect(policy.view(ANONYMOUS, ALL).servers.length).toBeGreaterThan(1);
    expect(policy.view(ANONYMOUS, { kind: 'server', name: '' }).servers).toHaveLength(0);
  });

  it('keeps the views in use and lets go of the others', () => {
    const used = policy.view(client(0, ['a']), ALL);
    const idle = policy.view(client(0, ['b']), ALL);
    for (let i = 1; i <= 400; i++) {
      policy.view(client(i, [`s${i}`]), ALL);
      expect(policy.view(client(0, ['a']), ALL)).toBe(used);
    }
    expect(policy.view(client(0, ['b']), ALL)).not.toBe(idle);
  });
});
