import { beforeAll, describe, expect, it } from '@jest/globals';
import type supertest from 'supertest';
import { TestApp } from '../../support/test-app.js';
import { ApiDocument, type Operation } from './document.js';
import { type Recipe, RECIPES } from './recipes.js';
import { World } from './world.js';

const document = new ApiDocument();
const operations = document.operations.map((operation) => [operation.key, operation] as const);
const having = (matches: (operation: Operation) => unknown) =>
  operations.filter(([, operation]) => matches(operation));
const rolesOf = ({ said }: Operation) => (said['x-access']?.kind === 'roles' ? said['x-access'] : undefined);

let world: World;
let user: string;
let agent: string;

beforeAll(async () => {
  world = await World.create();
  user = await world.app.createUser('alice');
  agent = await world.app.createClient('agent');
}, 60_000);

/** Sends a request and has its answer, whatever it is, compared with the document. */
async function ask(operation: Operation, recipe: Recipe, edit = (request: supertest.Test) => request) {
  const { params = {}, query = {}, body, headers, app = world.app, token = app.adminToken } = recipe;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? 'anything'),
  );
  const request = app.send(operation.method, path, { token: token || undefined, body, headers });
  const answer = await edit(request.query(query).buffer(true));
  const contentType = answer.headers['content-type'] ?? '';
  const { status, text = '' } = answer;
  expect(document.problems(operation, { status, contentType, text })).toEqual([]);
  return answer;
}

describe('api/openapi.json', () => {
  it('has routes with recipes, and no recipe is left over', () => {
    expect(Object.keys(RECIPES).filter((key) => !operations.some(([known]) => known === key))).toEqual([]);
  });

  it.each(operations)('%s has examples that are what it says they are', (_, operation) => {
    expect(document.exampleProblems(operation)).toEqual([]);
  });
});

describe('what the document says holds:', () => {
  it.each(operations)('%s', async (key, operation) => {
    const recipes = RECIPES[key];
    if (!recipes) {
      throw new Error(
        `no recipe for "${key}": add to RECIPES in test/e2e/api-document/recipes.ts how to call it`,
      );
    }
    const success = Object.keys(operation.said.responses).filter((status) => status.startsWith('2'));
    const seen: string[] = [];
    for (const cook of recipes) {
      const recipe = await cook(world);
      const { status, text } = await ask(operation, recipe);
      expect({ status: String(status), text }).toEqual({
        status:
          recipe.status === undefined
            ? expect.stringMatching(`^(${success.join('|')})$`)
            : String(recipe.status),
        text,
      });
      seen.push(String(status));
    }
    expect(seen).toEqual(expect.arrayContaining(success.slice(0, 1)));
  });
});

describe.each(having(rolesOf))('%s', (_, operation) => {
  const access = rolesOf(operation)!;

  it('refuses whoever may not call it', async () => {
    const nobody = await ask(operation, { token: null });
    expect([nobody.status, nobody.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect((await ask(operation, { token: agent })).body).toMatchObject({ code: 'wrong_token_kind' });
    if (!access.roles.includes('user')) {
      expect((await ask(operation, { token: user })).body).toMatchObject({ code: 'forbidden' });
    }
    const early = await ask(operation, { app: world.uninitialized });
    expect(early.body).toMatchObject({ code: 'server_not_initialized' });
    if (access.enterpriseOnly) {
      const { body } = await ask(operation, { app: world.development });
      expect(body).toMatchObject({ code: 'enterprise_only' });
    }
  });
});

describe('as documented, answers', () => {
  it('every route 429 to an identity that has used up its requests', async () => {
    const app = await TestApp.startEnterprise({ env: { RATE_LIMIT_RPM: '1' } });
    await app.get('/api/v0/servers', { token: app.adminToken }).expect(200);
    for (const [, operation] of having(rolesOf)) {
      const { status, headers } = await ask(operation, { app });
      expect({ route: operation.key, status }).toEqual({ route: operation.key, status: 429 });
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it.each(operations.filter(([key]) => !/ \/(health|ready|metrics)$/.test(key)))(
    '%s to an unknown host',
    async (_, operation) => {
      const answer = await ask(operation, { headers: { Host: 'evil.example' } });
      expect([answer.status, answer.body]).toEqual([
        403,
        expect.objectContaining({ code: 'host_not_allowed' }),
      ]);
    },
  );

  it.each(having(({ said }) => said.requestBody))('%s to bodies that are none', async (_, operation) => {
    const send = (type: string, body: string) =>
      ask(operation, {}, (request) => request.set('Content-Type', type).send(body));
    expect((await send('application/json', '{"broken')).status).toBe(400);
    expect((await send('application/json', '["a list"]')).status).toBe(400);
    expect((await send('text/plain', 'hello')).status).toBe(415);
    expect((await send('application/json', `{"x":"${'x'.repeat(100_000)}"}`)).status).toBe(413);
  });
});
