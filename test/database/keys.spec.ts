import { beforeEach, expect, it } from '@jest/globals';
import type { Provider } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { Database } from '../../server/database/database.js';
import { McpClient } from '../../server/mcp-clients/mcp-client.entity.js';
import { Resealer } from '../../server/secrets/resealer.js';
import { Sealer } from '../../server/secrets/sealer.js';
import { onEveryDatabase, randomKey } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';

const PURPOSE = { label: 'test', context: 'mcp_clients:holder' };
const WRONG_KEY = /^SECRET_KEY is not the key this database was written with/;

/** A module that keeps a sealed text, in a description; `fail` makes it unable to seal it anew. */
function holder({ fail = false } = {}): Provider {
  return {
    provide: 'holder',
    inject: [Resealer, Sealer, Database],
    useFactory: (resealer: Resealer, sealer: Sealer, database: Database) =>
      resealer.register('mcp_clients', () =>
        database.transaction(async (manager) => {
          const { description } = await manager.findOneByOrFail(McpClient, { name: 'holder' });
          const sealed = sealer.seal(sealer.open(description, PURPOSE), PURPOSE);
          await manager.update(McpClient, { name: 'holder' }, { description: sealed });
          if (fail) throw new Error('on purpose');
        }),
      ),
  };
}

async function keep(module: TestingModule, text: string): Promise<void> {
  const description = module.get(Sealer).seal(text, PURPOSE);
  const row = { name: 'holder', description, tokenHash: 'x', tokenPrefix: 'x' };
  await module.get(Database).change((manager) => manager.insert(McpClient, row));
}

async function kept(module: TestingModule): Promise<string> {
  const [row] = await module.get(Database).read((manager) => manager.find(McpClient));
  return module.get(Sealer).open(row!.description, PURPOSE);
}

onEveryDatabase(({ fresh }) => {
  const [OLD, NEW] = [randomKey(), randomKey()];
  let DATABASE_URL: string;
  const open = (keys: NodeJS.ProcessEnv, fail?: boolean) =>
    openStorage({ DATABASE_URL, ...keys }, [holder({ fail })]);

  beforeEach(async () => {
    DATABASE_URL = await fresh();
    await keep(await open({ SECRET_KEY: OLD }), 'a secret');
  });

  it('seals everything with a new key while the previous one is there, which is not needed afterwards', async () => {
    await expect(open({ SECRET_KEY: NEW })).rejects.toThrow(WRONG_KEY);
    expect(await kept(await open({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD }))).toBe('a secret');
    expect(await kept(await open({ SECRET_KEY: NEW }))).toBe('a secret');
    await expect(open({ SECRET_KEY: OLD })).rejects.toThrow(WRONG_KEY);
  });

  it('does not take the new key for the database’s before everything is sealed with it', async () => {
    await expect(open({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD }, true)).rejects.toThrow('on purpose');
    await expect(open({ SECRET_KEY: NEW })).rejects.toThrow(WRONG_KEY);
    expect(await kept(await open({ SECRET_KEY: OLD }))).toBe('a secret');
    expect(await kept(await open({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD }))).toBe('a secret');
  });
});
