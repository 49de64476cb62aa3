import { describe, expect, it } from '@jest/globals';
import { IdentityDirectory } from '../../server/auth/identity-directory.js';
import { Events } from '../../server/events/events.js';
import { eventually } from '../support/eventually.js';
import { onEveryDatabase } from '../support/every-database.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';

/** Keys of the principals that this server said were revoked. */
function revokedOn(app: TestApp): string[] {
  const keys: string[] = [];
  app.nest.get(Events).on('principal.revoked', ({ key }) => keys.push(key));
  return keys;
}

onEveryDatabase(({ fresh }) => {
  it('holds before DELETE answers, however often identities are read anew meanwhile', async () => {
    const app = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    const events = app.nest.get(Events);
    const storm = setInterval(() => events.emit('revision.changed', { revision: 0 }), 1);
    try {
      for (let i = 0; i < 20; i++) {
        const token = await app.createUser(`user-${i}`);
        expect((await app.get(WHOAMI, { token })).status).toBe(200);
        await app.delete(`/api/v0/users/user-${i}`, { token: app.adminToken }).expect(204);
        expect((await app.get(WHOAMI, { token })).status).toBe(401);
      }
    } finally {
      clearInterval(storm);
    }
    await eventually(() => expect([...app.nest.get(IdentityDirectory).all()]).toHaveLength(1));
  }, 60_000);

  it('is announced on every server, and only for whom it concerns', async () => {
    const one = await TestApp.startEnterprise({ databaseUrl: await fresh() });
    const two = await one.another();
    const [first, second] = [revokedOn(one), revokedOn(two)];
    await one.createClient('kept');
    await one.createClient('gone');
    const directory = two.nest.get(IdentityDirectory);
    await eventually(() => expect([...directory.all()]).toHaveLength(3));
    const gone = [...directory.all()].find(({ principal }) => principal.name === 'gone')!.principal.key;
    const answered = one.delete('/api/v0/clients/gone', { token: one.adminToken });
    await answered.expect(204);
    expect(first).toEqual([gone]);
    await eventually(() => expect(second).toEqual([gone]));
    expect(directory.principalByKey(gone)).toBeUndefined();
  });
});

describe('expiry', () => {
  it('is announced when its time comes', async () => {
    const app = await TestApp.startEnterprise();
    const revoked = revokedOn(app);
    await app.createClient('lasting', { expires_in: '1h' });
    await app.createClient('brief', { expires_in: '1s' });
    const key = [...app.nest.get(IdentityDirectory).all()].find(
      ({ principal }) => principal.name === 'brief',
    )!.principal.key;
    await eventually(() => expect(revoked).toEqual([key]));
  });
});

describe('a changed SECRET_KEY', () => {
  const [OLD, NEW] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));

  it('leaves tokens good, and those that are used outlive the old key', async () => {
    const before = await TestApp.startEnterprise({ env: { SECRET_KEY: OLD } });
    const used = await before.createUser('used');
    const unused = await before.createUser('unused');
    const between = await before.restart({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: OLD });
    const revoked = revokedOn(between);
    await between.get(WHOAMI, { token: used }).expect(200);
    await between.get(WHOAMI, { token: before.adminToken }).expect(200);
    await between.createUser('another');
    await eventually(async () => {
      between.nest.get(Events).emit('revision.changed', { revision: 0 });
      await between.get(WHOAMI, { token: used }).expect(200);
    });
    expect(revoked).toEqual([]);
    const after = await between.restart({ SECRET_KEY: NEW, SECRET_KEY_PREVIOUS: '' });
    await after.get(WHOAMI, { token: used }).expect(200);
    await after.get(WHOAMI, { token: unused }).expect(401);
  });
});
