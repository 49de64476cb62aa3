import { beforeAll, expect, it } from '@jest/globals';
import { Database } from '../../server/database/database.js';
import { Authority } from '../support/certificates.js';
import type { TestDatabaseServer } from '../support/databases.js';
import { onEveryDatabaseServer, randomKey } from '../support/every-database.js';
import { openStorage } from '../support/storage.js';

const authority = new Authority();
const stranger = new Authority();

onEveryDatabaseServer(({ kind, start, server }) => {
  let encrypted: TestDatabaseServer;
  beforeAll(async () => {
    encrypted = await start({ authority });
  }, 60_000);

  const open = async (env: NodeJS.ProcessEnv, url?: string) =>
    openStorage({ DATABASE_URL: url ?? (await encrypted.freshDatabase()), SECRET_KEY: randomKey(), ...env });

  it('works over TLS with the authority that is named', async () => {
    const module = await open({ DATABASE_TLS_CA_FILE: authority.certificateFile });
    expect(await module.get(Database).revision()).toBe(0);
  });

  it('refuses a certificate of another authority', async () => {
    await expect(open({ DATABASE_TLS_CA_FILE: stranger.certificateFile })).rejects.toThrow(
      / at 127\.0\.0\.1:\d+: no TLS connection that DATABASE_TLS_CA_FILE verifies \(.*(self.signed|issuer|first) certificate.*\)$/,
    );
  });

  it('refuses a certificate that was issued for another name', async () => {
    const elsewhere = await start({ authority, names: 'DNS:localhost' });
    const env = { DATABASE_TLS_CA_FILE: authority.certificateFile };
    const url = await elsewhere.freshDatabase();
    await expect(open(env, url)).rejects.toThrow(
      / at 127\.0\.0\.1:\d+: no TLS connection that DATABASE_TLS_CA_FILE verifies \(Hostname\/IP does not match certificate's altnames: IP: 127\.0\.0\.1 .*\)$/,
    );
    const named = await open(env, url.replace('127.0.0.1', 'localhost'));
    expect(await named.get(Database).revision()).toBe(0);
  });

  it('says so when the database takes TLS connections only', async () => {
    await expect(open({})).rejects.toThrow(
      kind === 'MariaDB'
        ? / refuses the user "tester": wrong user or password, or TLS is needed \(DATABASE_TLS_CA_FILE\)$/
        : / takes TLS connections only; name its certificate authority in DATABASE_TLS_CA_FILE$/,
    );
  });

  it('refuses a database without TLS when an authority is named', async () => {
    const env = { DATABASE_TLS_CA_FILE: authority.certificateFile };
    await expect(open(env, await server().freshDatabase())).rejects.toThrow(
      /: no TLS connection that DATABASE_TLS_CA_FILE verifies \(.+\)$/,
    );
  });
});
