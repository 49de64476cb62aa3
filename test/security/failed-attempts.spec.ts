import { describe, expect, it } from '@jest/globals';
import { ATTEMPTS } from '../../server/auth/failed-attempts.js';
import { TestApp } from '../support/test-app.js';

const WHOAMI = '/api/v0/users/whoami';

async function guess(app: TestApp, headers: Record<string, string> = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i <= ATTEMPTS; i++) {
    statuses.push((await app.get(WHOAMI, { token: `guess-${i}`, headers })).status);
  }
  return statuses;
}

describe('whoever guesses tokens', () => {
  it('gets 429 with Retry-After after too many, even with a good one', async () => {
    const app = await TestApp.startEnterprise();
    const alice = await app.createUser('alice');
    const statuses = await guess(app);
    expect(statuses.slice(0, ATTEMPTS)).toEqual(Array<number>(ATTEMPTS).fill(401));
    expect(statuses.at(-1)).toBe(429);
    const answer = await app.get(WHOAMI, { token: alice }).expect(429);
    expect(answer.body.code).toBe('rate_limited');
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('does not lock out those who signed in from the same address before', async () => {
    const app = await TestApp.startEnterprise();
    const alice = await app.createUser('alice');
    await app.get(WHOAMI, { token: alice }).expect(200);
    await guess(app);
    await app.get(WHOAMI, { token: alice }).expect(200);
  });

  it('is told apart by address, which only a trusted proxy may say', async () => {
    const app = await TestApp.startEnterprise({ env: { TRUST_PROXY: '1' } });
    const bob = await app.createUser('bob');
    await guess(app, { 'X-Forwarded-For': '198.51.100.7' });
    const from = (address: string) =>
      app.get(WHOAMI, { token: bob, headers: { 'X-Forwarded-For': address } });
    await from('198.51.100.7').expect(429);
    await from('198.51.100.7, 203.0.113.5').expect(200);

    const untrusting = await TestApp.startEnterprise();
    const carol = await untrusting.createUser('carol');
    await guess(untrusting, { 'X-Forwarded-For': '198.51.100.7' });
    await untrusting.get(WHOAMI, { token: carol, headers: { 'X-Forwarded-For': '203.0.113.5' } }).expect(429);
  });

  it('of the INIT_TOKEN is slowed down too', async () => {
    const app = await TestApp.start({ env: { SERVER_MODE: 'enterprise', INIT_TOKEN: 'let-me-in' } });
    const attempt = (token: string) => app.post('/init', { token, body: { mode: 'enterprise' } });
    for (let i = 0; i < ATTEMPTS; i++) await attempt('wrong').expect(401);
    await attempt('wrong').expect(429);
    await attempt('let-me-in').expect(429);
  });
});
