import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../support/eventually.js';
import { AuthorizationServer } from '../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../support/sign-in/protected-server.js';
import { accountAt } from '../support/sign-in/signing-in.js';
import { temporaryFolder } from '../support/temp.js';
import { TestApp } from '../support/test-app.js';

/** Types a command that waits for somebody to sign in. */
function typed(app: TestApp, words: string) {
  const child = spawn(process.execPath, ['cli/bin/run.js', ...words.split(' ')], {
    env: { PATH: process.env.PATH, HOME: temporaryFolder(), MCPJUNGLE_REGISTRY: app.url },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, said }));
  const url = () =>
    eventually(() => {
      const [found] = /http\S+state=\S+/.exec(said) ?? [];
      if (found === undefined) throw new Error(`no URL yet in ${said}`);
      return found;
    }, 60_000);
  return { child, ended, url };
}

it('signs in when the browser comes back, or its address is pasted', async () => {
  const issuer = await AuthorizationServer.start();
  const upstream = await ProtectedServer.start(issuer);
  const app = await TestApp.start();
  const first = typed(app, `register --name files --url ${upstream.url} --no-browser`);
  const back = await issuer.browse(await first.url());
  await fetch(back);
  const registered = await first.ended;
  expect(registered).toMatchObject({ code: 0 });
  expect(registered.said).toContain('Registered files');
  expect(await accountAt(app)).toBe('team');

  issuer.signsIn = 'team-2';
  const second = typed(app, 'login-upstream files --no-browser');
  second.child.stdin.write(`nonsense\n${(await issuer.browse(await second.url())).href}\n`);
  expect(await second.ended).toMatchObject({ code: 0 });
  expect(await accountAt(app)).toBe('team-2');
});
