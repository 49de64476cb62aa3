import { beforeAll, expect, it } from '@jest/globals';
import { AuditReader } from './support/audit-reader.js';
import { Gateway } from './support/gateway.js';

const SECRET = 'hush-hush';
const details = { address: '127.0.0.1' };

let gateway: Gateway;
let audit: AuditReader;

beforeAll(async () => {
  gateway = await Gateway.start();
  audit = new AuditReader(gateway.app);
});

const send = (method: 'get' | 'post' | 'put' | 'delete', path: string, body?: object) =>
  gateway.app.send(method, `/api/v0/${path}`, { token: gateway.app.adminToken, body });
/** The oldest first. */
const failures = async (count: number) => (await audit.expecting(count, { outcome: 'error' })).reverse();

it('are written down: who wanted what, and why it was not done, but nothing that was sent', async () => {
  const user = { username: 'alice', access_token: `${SECRET}-token` };
  await send('post', 'users', user).expect(201);
  const { headers } = await send('post', 'users', { ...user, access_token: `${SECRET}-other` }).expect(409);
  await send('put', `users/alice?x=${SECRET}`, { role: `${SECRET}-role` }).expect(400);
  await send('delete', 'servers/nowhere').expect(404);
  const failed = { action: 'request.failed', actor_kind: 'user', actor: 'admin' };
  expect(await failures(3)).toMatchObject([
    {
      ...{ ...failed, target: 'POST /api/v0/users', error_code: 'conflict' },
      details: { ...details, reason: expect.stringContaining('"alice"') },
      request_id: headers['x-request-id'],
    },
    { ...failed, target: 'PUT /api/v0/users/alice', error_code: 'invalid', details },
    { ...failed, target: 'DELETE /api/v0/servers/nowhere', error_code: 'not_found' },
  ]);
  expect(JSON.stringify(await audit.all())).not.toContain(SECRET);
});

it('are only those of requests that would have changed something, and were let in', async () => {
  await send('get', 'servers/nowhere').expect(404);
  await send('get', 'audit?limit=x').expect(400);
  await send('post', 'tools/call', { name: 'nowhere__t', arguments: {} }).expect(404);
  await gateway.app.post('/api/v0/users', { token: 'nobody-knows-it', body: {} }).expect(401);
  await audit.expecting(2, { outcome: 'denied' });
  await failures(3);
});

it('are counted when there are many of a kind', async () => {
  for (let i = 0; i < 30; i++) await send('post', `servers/nowhere-${i}/enable`).expect(404);
  gateway = await gateway.restart();
  audit = new AuditReader(gateway.app);
  const entries = (await audit.all({ outcome: 'error' })).filter(({ target }) => target?.endsWith('/enable'));
  // A minute may have been over in between.
  expect(entries.length).toBeLessThan(5);
  const times = entries.map(({ details }) => (details as { repeated?: number }).repeated ?? 1);
  expect(times.reduce((sum, count) => sum + count)).toBe(30);
  expect(entries.at(-1)).toMatchObject({
    action: 'request.failed',
    target: 'POST /api/v0/servers/nowhere-0/enable',
  });
});
