import { everythingBehindToken } from '../../support/everything.js';
import { AuthorizationServer, ITSELF, ITSELF_FIELDS } from '../../support/sign-in/authorization-server.js';
import { ProtectedServer } from '../../support/sign-in/protected-server.js';
import { beginSignIn, comeBack, signIn } from '../../support/sign-in/signing-in.js';
import type { Recipe } from './recipes.js';
import type { Front } from '../../support/front.js';
import { TestApp } from '../../support/test-app.js';

const UPSTREAM_TOKEN = 'token-of-the-upstream';

/** What the recipes find: servers in every state that matters, and who and what there is. */
export class World {
  private last = 0;
  private definitions: Record<string, object> = {};

  private constructor(
    /** In enterprise mode, with the MCP server `everything`. */
    readonly app: TestApp,
    readonly development: TestApp,
    readonly uninitialized: TestApp,
    private readonly everything: Front,
    /** In development mode, with servers at which somebody has to sign in. */
    readonly signInApp: TestApp,
    private readonly issuer: AuthorizationServer,
  ) {}

  static async create(): Promise<World> {
    const env = { ALLOWED_HOSTS: '127.0.0.1', MAX_BODY_BYTES: '100000' };
    const world = new World(
      await TestApp.startEnterprise({ env }),
      await TestApp.start(),
      await TestApp.start({ env: { SERVER_MODE: 'enterprise' } }),
      await everythingBehindToken(UPSTREAM_TOKEN),
      await TestApp.start(),
      await AuthorizationServer.start({ clients: [ITSELF] }),
    );
    await world.protect();
    await world.register('everything');
    return world;
  }

  /** A sign-in that somebody has come back from, as what is sent to complete it. */
  async signedIn(): Promise<Pick<Recipe, 'params' | 'body'>> {
    const definition = { ...this.definitions.files, name: this.fresh('files') };
    const begun = await beginSignIn(this.signInApp, definition);
    return comeBack(this.issuer, begun);
  }

  /** A name that nothing has yet. */
  fresh(kind: string): string {
    return `${kind}-${++this.last}`;
  }

  /** The definition of one more server, whatever its name. */
  definition(name: string): object {
    const { url } = this.everything;
    return { name, url, transport: 'streamable_http', bearer_token: UPSTREAM_TOKEN };
  }

  async register(name = this.fresh('server')): Promise<string> {
    await this.app
      .post('/api/v0/servers', { token: this.app.adminToken, body: this.definition(name) })
      .expect(201);
    return name;
  }

  private async protect(): Promise<void> {
    const { url } = await ProtectedServer.start(this.issuer, { secrets: { 'own-secret': 'own' } });
    const remote = { transport: 'streamable_http', url };
    this.definitions = {
      files: { ...remote, name: 'files' },
      itself: { ...remote, name: 'itself', ...ITSELF_FIELDS },
      own: { ...remote, name: 'own', auth: 'per_user', bearer_token: 'own-secret' },
    };
    await signIn(this.signInApp, { issuer: this.issuer, definition: this.definitions.files! });
    for (const name of ['itself', 'own']) {
      await this.signInApp.post('/api/v0/servers', { body: this.definitions[name] }).expect(201);
    }
  }

  async user(): Promise<string> {
    const name = this.fresh('user');
    await this.app.createUser(name);
    return name;
  }

  async client(fields: object = {}): Promise<string> {
    const name = this.fresh('client');
    await this.app.createClient(name, fields);
    return name;
  }

  async group(): Promise<string> {
    const name = this.fresh('group');
    const body = { name, included_tools: ['everything__echo'] };
    await this.app.post('/api/v0/tool-groups', { token: this.app.adminToken, body }).expect(201);
    return name;
  }

  /** The URI by which clients know a resource of `everything`. */
  async resourceUri(): Promise<string> {
    const { body } = await this.app.get('/api/v0/resources', { token: this.app.adminToken });
    return (body as { uri: string }[])[0]!.uri;
  }
}
