import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { Deployment, succeed, UPSTREAM_TOKEN } from '../support/deployment.js';
import { RawSession } from '../support/raw-session.js';

interface TokenForm {
  form: string;
  token: string;
  fields: (file: string) => object;
  env?: NodeJS.ProcessEnv;
}

/** Every way a file can supply a token. */
function tokenForms(owner: string): TokenForm[] {
  const form = (form: string, rest: Omit<TokenForm, 'form'>) => ({ form, ...rest });
  const value = `${owner}-token-as-a-value`;
  const fromEnv = `${owner}-token-from-environment`;
  return [
    form('a value', { token: value, fields: () => ({ access_token: value }) }),
    form('a placeholder', {
      token: `${owner}-token-in-a-placeholder`,
      fields: () => ({ access_token: `${owner}-token-\${PART}-placeholder` }),
      env: { PART: 'in-a' },
    }),
    form('an environment variable', {
      token: fromEnv,
      fields: () => ({ access_token_ref: { env: 'SOME_TOKEN' } }),
      env: { SOME_TOKEN: fromEnv },
    }),
    form('a file', { token: `${owner}-token-in-a-file`, fields: (file) => ({ access_token_ref: { file } }) }),
    form('a file, since the variable is unset', {
      token: `${owner}-token-in-another-file`,
      fields: (file) => ({ access_token_ref: { env: 'NOT_SET_AT_ALL', file } }),
    }),
    form('the variable rather than the file', {
      token: `${owner}-token-that-came-first`,
      fields: () => ({ access_token_ref: { env: 'SOME_TOKEN', file: '/nonexistent' } }),
      env: { SOME_TOKEN: `${owner}-token-that-came-first` },
    }),
  ];
}

describe('configuration files', () => {
  let deployment: Deployment;
  let admin: Person;
  let url: string;

  beforeAll(async () => {
    deployment = await Deployment.start();
    admin = deployment.admin;
    url = deployment.server.url;
  });

  const withTokenFile = ({ token, fields }: TokenForm) => fields(admin.writes('token.txt', `  ${token}\n`));

  it.each(tokenForms('client'))('create mcp-client with a token from $form', async (form) => {
    const name = nameFor('client', form);
    const file = admin.writes('client.json', {
      name,
      description: "Claude Desktop on Alice's machine",
      allowed_servers: ['github', 'jira'],
      ...withTokenFile(form),
    });
    const created = await succeed(admin.types(`mcpjungle create mcp-client --conf ${file}`, form.env));
    expect(created.stdout).not.toContain(form.token);
    expect(created.stderr).toContain('jira');
    const session = await RawSession.open({ url, token: form.token });
    expect(await session.toolNames()).toContain('github__echo');
  });

  it.each(tokenForms('user'))('create user with a token from $form', async (form) => {
    const name = nameFor('user', form);
    const file = admin.writes('user.json', { name, ...withTokenFile(form) });
    await succeed(admin.types(`mcpjungle create user -c ${file}`, form.env));
    const person = new Person({ env: { MCPJUNGLE_REGISTRY: url } });
    expect((await succeed(person.types(`mcpjungle login ${form.token}`))).stdout).toContain(name);
  });

  it.each([
    ['bearer_token', { bearer_token: '${UPSTREAM}' }],
    ['headers', { bearer_token: 'not-this-one', headers: { authorization: 'Bearer ${UPSTREAM}' } }],
  ])('register with its secret in %s', async (form, secret) => {
    const name = `by-${form.replace('_', '-')}`;
    const file = admin.writes('server.json', {
      name,
      transport: 'streamable_http',
      description: 'registered from a file',
      url: deployment.upstream.url,
      ...secret,
    });
    const registered = await succeed(
      admin.types(`mcpjungle register -c ${file}`, { UPSTREAM: UPSTREAM_TOKEN }),
    );
    expect(registered.stdout).toContain(`${name}__echo`);
  });

  it.each([
    ['no token', { name: 'a-client' }, /access_token/],
    [
      'an unset variable',
      { name: 'a-client', access_token: '${NOT_SET_AT_ALL}' },
      /access_token.*NOT_SET_AT_ALL/s,
    ],
    [
      'an unknown key',
      { name: 'a-client', access_token: 'long-enough', alowed_servers: [] },
      /alowed_servers/,
    ],
    ['a missing file', { name: 'a-client', access_token_ref: { file: '/nonexistent' } }, /\/nonexistent/],
  ])('refuse %s and create nothing', async (_, content, complaint) => {
    const file = admin.writes('wrong.json', content);
    const refused = await admin.types(`mcpjungle create mcp-client --conf ${file}`);
    expect(refused).toMatchObject({ stdout: '', stderr: expect.stringMatching(complaint) });
    expect(refused.code).toBeGreaterThan(0);
    expect((await succeed(admin.types('mcpjungle list mcp-clients'))).stdout).not.toContain('a-client');
  });

  it('flags beside a file are ignored with a warning', async () => {
    const file = admin.writes('client.json', { name: 'from-file', access_token: 'token-of-from-file' });
    const created = await succeed(admin.types(`mcpjungle create mcp-client --allow github --conf ${file}`));
    expect(created.stderr).toContain('--allow');
    const session = await RawSession.open({ url, token: 'token-of-from-file' });
    expect(await session.toolNames()).toEqual([]);
  });
});

/** A name of its own for each form; it must not hold the token, which is looked for in the output. */
function nameFor(owner: string, { form }: TokenForm): string {
  return `${owner}-with-${form.replaceAll(/\W+/g, '-')}`;
}
