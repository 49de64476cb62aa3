import type { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { DatabaseUnavailableError } from '../../server/common/errors.js';
import { loadConfig } from '../../server/config/load-config.js';
import { connect } from '../../server/database/data-source.js';
import { Database } from '../../server/database/database.js';
import { Events } from '../../server/events/events.js';
import { User } from '../../server/users/user.entity.js';
import { startPostgres, type TestDatabaseServer } from '../support/databases.js';
import { onEveryDatabaseServer, randomKey } from '../support/every-database.js';
import { eventually } from '../support/eventually.js';
import { openStorage } from '../support/storage.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { temporaryFolder } from '../support/temp.js';

interface Pool {
  connect: () => Promise<EventEmitter & { release: (broken: boolean) => void }>;
}

const user = (name: string) => ({ username: name, role: 'user', tokenHash: name, tokenPrefix: 'x' }) as const;

const insert = (database: Database, name: string) =>
  database.change((manager) => manager.insert(User, user(name)));

async function names(database: Database): Promise<string[]> {
  const users = await database.read((manager) => manager.find(User, { order: { id: 'ASC' } }));
  return users.map(({ username }) => username);
}

/** Revisions as they are announced. */
function announced(module: TestingModule): number[] {
  const revisions: number[] = [];
  module.get(Events).on('revision.changed', ({ revision }) => revisions.push(revision));
  return revisions;
}

async function unavailable(work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toThrow(DatabaseUnavailableError);
}

onEveryDatabaseServer(({ server }) => {
  const open = async (running: TestDatabaseServer = server()) => {
    const env = { DATABASE_URL: await running.freshDatabase(), SECRET_KEY: randomKey() };
    return { env, module: await openStorage(env) };
  };

  describe('a database that goes away', () => {
    it('refuses reads and writes meanwhile, and loses nothing', async () => {
      const { module } = await open();
      const database = module.get(Database);
      await insert(database, 'before');
      let inside: Promise<unknown> | undefined;
      const broken = database.change(async (manager) => {
        await manager.insert(User, user('broken'));
        await server().stop();
        inside = manager.insert(User, user('broken-too'));
        await inside;
      });
      await unavailable(broken);
      await unavailable(insert(database, 'meanwhile'));
      await unavailable(names(database));
      await server().restart();
      await eventually(() => insert(database, 'after'));
      expect(await names(database)).toEqual(['before', 'after']);
    });

    it('is watched again when it is back, and what was missed is announced', async () => {
      const { env, module } = await open();
      const other = (await openStorage(env)).get(Database);
      const revisions = announced(module);
      await insert(other, 'one');
      await eventually(() => expect(revisions).toEqual([1]));
      await server().stop();
      await unavailable(names(other));
      await server().restart();
      await eventually(() => insert(other, 'two'));
      await eventually(() => expect(revisions.at(-1)).toBe(2));
    });

    it('is announced to be back even when nothing was changed: what was read meanwhile failed', async () => {
      const { module } = await open();
      const revisions = announced(module);
      await server().stop();
      await unavailable(module.get(Database).revision());
      await server().restart();
      await eventually(() => expect(revisions).toEqual([0]));
    });
  });

  describe('a database that hangs', () => {
    it('is given up after a while, and its dead connections are not used again', async () => {
      const proxy = await TcpProxy.open(server().port);
      const url = (await server().freshDatabase()).replace(/:\d+\//, `:${proxy.port}/`);
      const database = (
        await openStorage({ DATABASE_URL: url, SECRET_KEY: randomKey(), CHANGE_POLL_MS: '60000' })
      ).get(Database);
      await insert(database, 'before');
      proxy.hold();
      await unavailable(names(database));
      proxy.release();
      expect(await names(database)).toEqual(['before']);
    }, 60_000);
  });
});

describe('PostgreSQL', () => {
  it('may break a connection that nobody listens to yet', async () => {
    const server = await startPostgres();
    const { database } = loadConfig({
      env: { DATABASE_URL: await server.freshDatabase(), SECRET_KEY: randomKey() },
      cwd: temporaryFolder(),
    });
    const source = await connect(database);
    const { master: pool } = source.driver as unknown as { master: Pool };
    const connection = await pool.connect();
    expect(() => connection.emit('error', new Error('terminating connection'))).not.toThrow();
    connection.release(true);
    await source.destroy();
  });
});
