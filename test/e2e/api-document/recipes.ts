import { TestApp } from '../../support/test-app.js';
import type { World } from './world.js';

/** One request to a route, and which of its documented answers it gets. */
export interface Recipe {
  /** For the path's parameters. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: object;
  headers?: Record<string, string>;
  /** The server that is asked; the world's in enterprise mode if absent. */
  app?: TestApp;
  /** The admin's if absent; null for none. */
  token?: string | null;
  /** The route's status of success if absent. */
  status?: number;
}

type Cook = (world: World) => Recipe | Promise<Recipe>;

const plain: Cook = () => ({});
const open: Cook = () => ({ token: null });
const named =
  (name: (world: World) => Promise<string>, body?: object): Cook =>
  async (world) => ({ params: { name: await name(world) }, body });

const switching = (entity: string): Cook[] => [
  () => ({ query: { entity } }),
  () => ({ query: { entity: 'nothing' }, status: 404 }),
  () => ({ query: { entity: '' }, status: 400 }),
];

/**
 * For every route of the document: how to come by its answer of success, and by those of its errors that take
 * more than a missing token, a wrong role or a broken body. A new route needs an entry here.
 */
export const RECIPES: Record<string, Cook[]> = {
  'GET /health': [open],
  'GET /ready': [open],
  'GET /metadata': [open],
  'GET /metrics': [
    open,
    ({ development: app }) => ({ app, token: null, status: 404 }),
    async () => ({
      app: await TestApp.startEnterprise({ env: { METRICS_TOKEN: 'read-me' } }),
      token: 'guessed',
      status: 401,
    }),
  ],
  'POST /init': [
    ({ uninitialized: app }) => ({ app, token: null, body: { mode: 'development' }, status: 400 }),
    ({ app }) => ({ app, token: null, body: { mode: 'enterprise' }, status: 400 }),
    async () => ({
      app: await TestApp.start({ env: { SERVER_MODE: 'enterprise' } }),
      token: null,
      body: { mode: 'enterprise' },
    }),
  ],

  'GET /api/v0/users/whoami': [plain],
  'GET /api/v0/users': [plain],
  'POST /api/v0/users': [
    (world) => ({ body: { username: world.fresh('user'), role: 'user', expires_in: '90d' } }),
    () => ({ body: { username: 'admin' }, status: 409 }),
  ],
  'PUT /api/v0/users/:username': [
    async (world) => ({
      params: { username: await world.user() },
      body: { role: 'admin', expires_in: '1d' },
    }),
    () => ({ params: { username: 'nobody' }, body: {}, status: 404 }),
    async (world) => {
      await world.app.createUser(world.fresh('user'), { access_token: 'a-token-that-is-taken' });
      const body = { access_token: 'a-token-that-is-taken' };
      return { params: { username: await world.user() }, body, status: 409 };
    },
    async () => {
      const app = await TestApp.startEnterprise();
      return { app, params: { username: 'admin' }, body: { role: 'user' }, status: 422 };
    },
  ],
  'DELETE /api/v0/users/:username': [
    async (world) => ({ params: { username: await world.user() } }),
    () => ({ params: { username: 'nobody' }, status: 404 }),
  ],
  'POST /api/v0/users/:username/rotate': [
    async (world) => ({ params: { username: await world.user() } }),
    async (world) => ({ params: { username: await world.user() }, body: { grace_seconds: 60 } }),
    () => ({ params: { username: 'nobody' }, status: 404 }),
  ],

  'GET /api/v0/clients': [
    async (world) => {
      await world.client({ allow_list: ['*'], expires_in: '1d' });
      return {};
    },
  ],
  'POST /api/v0/clients': [
    (world) => ({ body: { name: world.fresh('client'), allow_list: ['everything', 'later'] } }),
    async (world) => ({ body: { name: await world.client() }, status: 409 }),
  ],
  'PUT /api/v0/clients/:name': [
    named((world) => world.client(), { allowed_tools: ['everything__*'], rate_limit_rpm: 60 }),
    () => ({ params: { name: 'nobody' }, body: {}, status: 404 }),
    async (world) => {
      await world.client({ access_token: 'a-token-of-a-client' });
      const body = { access_token: 'a-token-of-a-client' };
      return { params: { name: await world.client() }, body, status: 409 };
    },
  ],
  'DELETE /api/v0/clients/:name': [named((world) => world.client()), named(() => Promise.resolve('nobody'))],
  'GET /api/v0/clients/:name/explain': [
    async (world) => ({
      params: { name: await world.client({ allowed_tools: ['everything__e*'] }) },
      query: { item: 'everything__echo' },
    }),
    async (world) => ({ params: { name: await world.client() }, query: { item: 'everything__echo' } }),
    async (world) => ({ params: { name: await world.client() }, query: { item: 'no__thing' }, status: 404 }),
    () => ({ params: { name: 'nobody' }, query: { item: 'everything__echo' }, status: 404 }),
  ],
  'POST /api/v0/clients/:name/rotate': [
    named((world) => world.client()),
    named((world) => world.client(), { grace_seconds: 60, expires_in: '30d' }),
    () => ({ params: { name: 'nobody' }, status: 404 }),
  ],

  'GET /api/v0/audit': [
    () => ({ query: { since: '1h', limit: '10' } }),
    () => ({ query: { cursor: 'x' }, status: 400 }),
  ],
  'GET /api/v0/stats': [plain, () => ({ query: { window: 'long' }, status: 400 })],

  'GET /api/v0/tool-groups': [
    async (world) => {
      await world.group();
      return {};
    },
  ],
  'POST /api/v0/tool-groups': [
    (world) => ({ body: { name: world.fresh('group'), included_servers: ['everything', 'later'] } }),
    async (world) => ({ body: { name: await world.group(), included_servers: ['everything'] }, status: 409 }),
    (world) => ({ body: { name: world.fresh('group'), included_tools: ['everything__ehco'] }, status: 400 }),
  ],
  'GET /api/v0/tool-groups/:name': [
    named((world) => world.group()),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'GET /api/v0/tool-groups/:name/effective-tools': [
    named((world) => world.group()),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'PUT /api/v0/tool-groups/:name': [
    named((world) => world.group(), { description: 'of late', included_servers: ['later'] }),
    () => ({ params: { name: 'nothing' }, body: {}, status: 404 }),
  ],
  'DELETE /api/v0/tool-groups/:name': [
    named((world) => world.group()),
    named(() => Promise.resolve('nothing')),
  ],

  'GET /api/v0/servers': [plain],
  'POST /api/v0/servers': [
    (world) => ({ body: world.definition(world.fresh('server')) }),
    (world) => ({ body: world.definition('everything'), status: 409 }),
    (world) => ({
      body: { ...world.definition(world.fresh('server')), url: 'http://127.0.0.1:1/mcp' },
      status: 502,
    }),
  ],
  'GET /api/v0/servers/:name': [
    named(() => Promise.resolve('everything')),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'PUT /api/v0/servers/:name': [
    async (world) => ({
      params: { name: await world.register() },
      body: { transport: 'streamable_http', url: 'http://127.0.0.1:1/mcp' },
      status: 502,
    }),
    async (world) => {
      const name = await world.register();
      return { params: { name }, body: world.definition(name) };
    },
    (world) => ({ params: { name: 'nothing' }, body: world.definition('nothing'), status: 404 }),
  ],
  'POST /api/v0/servers/:name/authorize': [
    ({ signInApp: app }) => ({ app, params: { name: 'files' }, body: {}, status: 202 }),
    ({ signInApp: app }) => ({ app, params: { name: 'itself' }, body: {} }),
    () => ({ params: { name: 'everything' }, body: {}, status: 422 }),
    () => ({ params: { name: 'nothing' }, body: {}, status: 404 }),
  ],
  'PUT /api/v0/servers/:name/credential': [
    ({ signInApp: app }) => ({ app, params: { name: 'own' }, body: { bearer_token: 'own-secret' } }),
    () => ({ params: { name: 'everything' }, body: { bearer_token: 'own-secret' }, status: 422 }),
    () => ({ params: { name: 'nothing' }, body: { bearer_token: 'own-secret' }, status: 404 }),
  ],
  'DELETE /api/v0/servers/:name/credential': [
    ({ signInApp: app }) => ({ app, params: { name: 'own' } }),
    () => ({ params: { name: 'everything' }, status: 422 }),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'GET /api/v0/upstream_oauth/sessions/:id': [
    async (world) => ({ app: world.signInApp, params: (await world.signedIn()).params }),
    () => ({ params: { id: 'nothing' }, status: 404 }),
  ],
  'POST /api/v0/upstream_oauth/sessions/:id/complete': [
    async (world) => ({ app: world.signInApp, ...(await world.signedIn()) }),
    () => ({ params: { id: 'nothing' }, body: { code: 'c', state: 's' }, status: 404 }),
  ],
  'POST /api/v0/servers/:name/refresh': [
    named(() => Promise.resolve('everything')),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'POST /api/v0/servers/:name/enable': [
    named((world) => world.register()),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'POST /api/v0/servers/:name/disable': [
    named((world) => world.register()),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],
  'GET /api/v0/server_configs': [plain, () => ({ query: { secrets: 'false' } })],
  'DELETE /api/v0/servers/:name': [
    named((world) => world.register()),
    () => ({ params: { name: 'nothing' }, status: 404 }),
  ],

  'GET /api/v0/config-folder': [plain],
  'POST /api/v0/apply': [
    (world) => ({ body: { users: [{ name: world.fresh('user') }] } }),
    ({ development: app }) => ({ app, token: null, body: { users: [{ name: 'x' }] }, status: 403 }),
    () => ({ query: { dry_run: 'true' }, body: { users: [{ name: 'admin', role: 'user' }] } }),
  ],

  'GET /api/v0/tools': [
    plain,
    () => ({ query: { server: 'everything' } }),
    () => ({ query: { server: 'nothing' }, status: 404 }),
  ],
  'GET /api/v0/tool': [
    () => ({ query: { name: 'everything__echo' } }),
    () => ({ query: { name: 'everything__ehco' }, status: 404 }),
    () => ({ query: { name: 'echo' }, status: 400 }),
  ],
  'POST /api/v0/tools/enable': switching('everything__echo'),
  'POST /api/v0/tools/disable': switching('everything__get-env'),
  'GET /api/v0/tools/search': [
    () => ({ query: { q: 'echo' } }),
    () => ({ query: { q: 'sum', limit: '1' } }),
    () => ({ query: { q: 'sum', limit: '0' }, status: 400 }),
  ],
  'PUT /api/v0/tools/override': [
    () => ({
      query: { name: 'everything__get-env' },
      body: { rename: 'environment', description: 'Shows it' },
    }),
    () => ({ query: { name: 'everything__get-env' }, body: {} }),
    () => ({ query: { name: 'everything__get-env' }, body: { rename: 'echo' }, status: 409 }),
    () => ({ query: { name: 'everything__nothing' }, body: {}, status: 404 }),
  ],
  'POST /api/v0/tools/invoke': [
    () => ({ body: { name: 'everything__echo', message: 'hi' } }),
    () => ({ body: { name: 'everything__nothing' }, status: 404 }),
  ],
  'POST /api/v0/tools/call': [
    () => ({ body: { name: 'everything__echo', arguments: { message: 'hi' } } }),
    () => ({ body: { name: 'everything__echo', arguments: {} } }),
    () => ({
      body: { name: 'everything__echo', arguments: { message: 'hi' } },
      headers: { Accept: 'text/event-stream' },
    }),
  ],
  'GET /api/v0/prompts': [plain, () => ({ query: { server: 'nothing' }, status: 404 })],
  'GET /api/v0/prompt': [
    () => ({ query: { name: 'everything__simple-prompt' } }),
    () => ({ query: { name: 'everything__nothing' }, status: 404 }),
  ],
  'POST /api/v0/prompts/enable': switching('everything__simple-prompt'),
  'POST /api/v0/prompts/disable': switching('everything__resource-prompt'),
  'POST /api/v0/prompts/render': [
    () => ({ body: { name: 'everything__simple-prompt' } }),
    () => ({ body: { name: 'everything__args-prompt', arguments: { city: 'Bern' } } }),
    () => ({ body: { name: 'everything__nothing' }, status: 404 }),
  ],
  'GET /api/v0/resources': [plain, () => ({ query: { server: 'nothing' }, status: 404 })],
  'POST /api/v0/resources/enable': switching('demo://resource/static/document/architecture.md'),
  'POST /api/v0/resources/disable': switching('demo://resource/static/document/startup.md'),
  'POST /api/v0/resources/get': [
    async (world) => ({ body: { uri: await world.resourceUri() } }),
    () => ({ body: { uri: 'mcpj://res/everything/bm90aGluZw' }, status: 404 }),
  ],
  'POST /api/v0/resources/read': [
    async (world) => ({ body: { uri: await world.resourceUri() } }),
    () => ({ body: { uri: 'mcpj://res/everything/bm90aGluZw' }, status: 404 }),
  ],
};
