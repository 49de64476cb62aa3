import { expect, it } from '@jest/globals';
import { loadConfig } from '../../server/config/load-config.js';
import { connect } from '../../server/database/data-source.js';
import { onEveryDatabase, randomKey } from '../support/every-database.js';
import { ServerProcess } from '../support/server-process.js';
import { temporaryFolder } from '../support/temp.js';

const TOGETHER = 3;

onEveryDatabase(({ kind, fresh }) => {
  it('lets servers that start at once on an empty database all come up', async () => {
    const DATABASE_URL = await fresh();
    // With SQLite the key is made at the first start, too, and by one of them.
    const env = kind === 'SQLite' ? { DATABASE_URL } : { DATABASE_URL, SECRET_KEY: randomKey() };
    const starting = Array.from({ length: TOGETHER }, () =>
      ServerProcess.start({ env, folder: temporaryFolder(), readyTimeoutMs: 60_000 }),
    );
    const servers = await Promise.all(starting);
    expect(servers).toHaveLength(TOGETHER);
    const { database } = loadConfig({ env: { SECRET_KEY: randomKey(), ...env }, cwd: '/' });
    const source = await connect(database);
    expect(await source.query('SELECT id FROM server_config')).toHaveLength(1);
    expect(await source.query('SELECT id FROM migrations')).toHaveLength(source.migrations.length);
    await source.destroy();
    for (const server of servers) expect(await server.stop()).toBe(0);
  }, 120_000);
});
