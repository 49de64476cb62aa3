import { expect, it } from '@jest/globals';
import type { AuditEventView, AuditPageView } from '../../api/audit.js';
import { RawUpstream } from '../gateway/support/raw-upstream.js';
import { eventually } from '../support/eventually.js';
import { ServerProcess } from '../support/server-process.js';

const CALLS = 50;

it('a killed process loses no call but those of its last moment, and the audit log shows that it was killed', async () => {
  const upstream = await RawUpstream.start(
    ['{"name":"t","inputSchema":{"type":"object"}}'],
    () => '{"content":[]}',
  );
  const running = await ServerProcess.start();
  const post = (url: string, path: string, body: object) =>
    fetch(`${url}/api/v0/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const entries = async (url: string): Promise<AuditEventView[]> => {
    const answer = await fetch(`${url}/api/v0/audit?limit=1000`);
    return ((await answer.json()) as AuditPageView).items;
  };
  const calls = async (url: string) => (await entries(url)).filter(({ tool }) => tool === 'up__t');
  const call = async () => {
    for (let i = 0; i < CALLS; i++) await post(running.url, 'tools/call', { name: 'up__t' });
  };
  await post(running.url, 'servers', { name: 'up', transport: 'streamable_http', url: upstream.url });
  await call();
  await eventually(async () => expect(await calls(running.url)).toHaveLength(CALLS), 20_000);
  await call();
  await running.kill();

  const again = await running.startAgain();
  await eventually(
    async () =>
      expect((await entries(again.url)).filter(({ actor }) => actor === 'system')).toMatchObject([
        { action: 'server.start', replica: expect.any(String) },
        { action: 'server.start' },
      ]),
    20_000,
  );
  const kept = await calls(again.url);
  expect(kept.length).toBeGreaterThanOrEqual(CALLS);
  expect(kept.length).toBeLessThanOrEqual(2 * CALLS);
  // What was administered is never among what is lost.
  expect((await entries(again.url)).filter(({ action }) => action === 'server.register')).toHaveLength(1);
});
