import { beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { AuthorizationServer } from '../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../support/sign-in/protected-server.js';
import { accountAt, REDIRECT_URI } from '../support/sign-in/signing-in.js';
import { temporaryFolder } from '../support/temp.js';
import { TestApp } from '../support/test-app.js';

/** Types a command that waits for somebody to sign in. */
function typed(app: TestApp, words: string, env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['cli/bin/run.js', ...words.split(' ')], {
    env: { PATH: process.env.PATH, HOME: temporaryFolder(), MCPJUNGLE_REGISTRY: app.url, ...env },
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

describe('where the definition says that the browser comes back elsewhere', () => {
  let issuer: AuthorizationServer;
  let upstream: ProtectedServer;
  let app: TestApp;
  /** Where the browser, which is only a script, writes what it was to open. */
  const opened = join(temporaryFolder(), 'opened');
  const BROWSER = join(temporaryFolder(), 'browser');

  beforeAll(async () => {
    issuer = await AuthorizationServer.start();
    upstream = await ProtectedServer.start(issuer);
    app = await TestApp.start();
    writeFileSync(BROWSER, `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
  });

  const define = (oauth_redirect_uri: string, name = 'files') => {
    const file = join(temporaryFolder(), 'files.json');
    const definition = { name, transport: 'streamable_http', url: upstream.url };
    writeFileSync(file, JSON.stringify({ ...definition, oauth_redirect_uri }));
    return file;
  };

  it('waits until it has been at the server, and says what came of it', async () => {
    const file = define('https://gateway.example.com/oauth/callback');
    const back = async (url: string) => {
      const { origin, pathname, search } = await issuer.browse(url);
      expect(origin).toBe('https://gateway.example.com');
      return fetch(app.url + pathname + search);
    };
    const first = typed(app, `register --conf ${file}`, { BROWSER });
    const url = await first.url();
    await eventually(() => expect(readFileSync(opened, 'utf8').trim()).toBe(url));
    expect((await back(url)).status).toBe(200);
    const registered = await first.ended;
    expect(registered).toMatchObject({ code: 0 });
    expect(registered.said).toContain('Registered files');
    expect(await accountAt(app)).toBe('team');

    issuer.signsIn = 'team-2';
    const second = typed(app, 'login-upstream files --json', { BROWSER });
    await back(await second.url());
    expect(await second.ended).toMatchObject({ code: 0, said: expect.stringContaining('"name": "files"') });
    expect(await accountAt(app)).toBe('team-2');

    issuer.signsIn = undefined;
    const third = typed(app, 'login-upstream files', { BROWSER });
    await back(await third.url());
    expect(await third.ended).toMatchObject({ code: 1, said: expect.stringContaining('access_denied') });
    expect(await accountAt(app)).toBe('team-2');
  });

  it('takes the address that it came back to, too', async () => {
    issuer.signsIn = 'team-3';
    const command = typed(app, `register --no-browser --conf ${define(REDIRECT_URI, 'more')}`);
    command.child.stdin.write(`${(await issuer.browse(await command.url())).href}\n`);
    expect(await command.ended).toMatchObject({ code: 0 });
    expect(await accountAt(app, undefined, 'more')).toBe('team-3');
  });
});
