import { Injectable, Logger } from '@nestjs/common';
import { type ServerDefinition, SECRET_MASK } from '../../../api/servers.js';
import { ForbiddenError, InvalidError, NotFoundError, RuleError } from '../../common/errors.js';
import type { Principal } from '../../common/principal.js';
import { type Admission, admissionBy } from '../../upstream-auth/admission.js';
import { ownSecret } from '../../upstream-auth/content.js';
import { CredentialBook } from '../../upstream-auth/credential-book.js';
import { Holders, SHARED } from '../../upstream-auth/holders.js';
import type { SignInKey, SignInStatus } from '../../upstream-auth/pending-sign-ins.js';
import type { AuthorizationServer } from '../../upstream-auth/oauth/authorization-server.js';
import {
  type BegunSignIn,
  type SignInAnswer,
  type SignInRequest,
  SignIns,
} from '../../upstream-auth/sign-ins.service.js';
import { SignInRequiredError } from '../../upstream/sign-in-required.js';
import type { HttpTarget, UpstreamTarget } from '../../upstream/upstream.js';
import { type Registered, ServersService } from '../servers.service.js';
import type { Intent } from './intent.js';

/** What came of a request that may need somebody to sign in first. */
export type Outcome = { readonly done: Registered } | { readonly begun: BegunSignIn };

/** What is to be done, and with what somebody is let in first. */
interface Step extends Pick<SignInRequest, 'target' | 'holder' | 'challenge'> {
  readonly intent: Intent;
  readonly server: AuthorizationServer;
  readonly redirectUri: string | undefined;
}

/** Registers and changes servers whose upstreams want somebody to sign in: now, or when somebody has. */
@Injectable()
export class ServerSignIns {
  private readonly logger = new Logger(ServerSignIns.name);

  constructor(
    private readonly servers: ServersService,
    private readonly signIns: SignIns,
    private readonly credentials: CredentialBook,
    private readonly holders: Holders,
  ) {}

  /** @throws what {@link ServersService.register} throws */
  register(by: Principal, definition: ServerDefinition, { force }: { force: boolean }): Promise<Outcome> {
    return this.attempt(by, { action: 'register', definition, force });
  }

  /** @throws what {@link ServersService.update} throws */
  update(by: Principal, definition: ServerDefinition): Promise<Outcome> {
    this.servers.get(definition.name);
    return this.attempt(by, { action: 'update', definition });
  }

  /**
   * Begins to sign in at a server that is registered, whatever was granted before.
   * @throws NotFoundError, ForbiddenError, InvalidError, RuleError, UpstreamError, UpstreamTimeoutError
   */
  async authorize(by: Principal, name: string, options: { redirectUri: string }): Promise<Outcome> {
    const { id, target } = this.servers.get(name);
    if (target.transport === 'stdio') throw new InvalidError(`MCP server "${name}" is a program`);
    const holder = this.holderAt(target, by);
    const { challenge } = await this.challengeOf(target);
    const server = await this.signIns.find(target, challenge);
    if (!server) throw new RuleError(`MCP server "${name}" has no way to sign in: it does not speak OAuth`);
    const intent: Intent = { action: 'authorize', serverId: id, name };
    return this.proceed(by, { ...options, intent, target, holder, challenge, server });
  }

  /**
   * Does what was intended with what an authorization server gave. Once: whatever becomes of it.
   * @throws NotFoundError, InvalidError, and what registering throws
   */
  async completeBy(
    by: Principal,
    key: SignInKey & { sessionId: string },
    answer: SignInAnswer,
  ): Promise<Registered> {
    const holder = await this.signIns.holderOf(key);
    // What is somebody else's does not exist.
    if (holder !== undefined && !this.isOf(by, holder)) throw new NotFoundError('sign-in', key.sessionId);
    return this.complete(key, answer);
  }

  /** For whoever proves by the state alone that the sign-in is theirs: see {@link completeBy}. */
  async complete(key: SignInKey, answer: SignInAnswer): Promise<Registered> {
    return this.signIns.complete(key, {
      answer,
      targetOf: (intent) => this.targetOf(JSON.parse(intent) as Intent),
      use: async ({ holder, intent, grant }) => {
        const { by, ...intended } = JSON.parse(intent) as Intent & { by: string };
        const done = await this.carryOut(intended, admissionBy({ holder, content: grant, begunBy: by }));
        this.logger.log(`"${by}" signed in at MCP server "${done.server.name}", for ${holder}`);
        return done;
      },
    });
  }

  /** @throws NotFoundError when there is none, it is over, or it is somebody else's */
  async status(by: Principal, sessionId: string): Promise<SignInStatus> {
    const found = await this.signIns.status(sessionId);
    if (found && this.isOf(by, found.holder)) return found;
    throw new NotFoundError('sign-in', sessionId.slice(0, 64));
  }

  private isOf({ key, role }: Principal, holder: string): boolean {
    return holder === SHARED ? role === 'admin' : holder === this.holders.of(key);
  }

  /** @throws ForbiddenError for what only an admin may do for all */
  private holderAt({ name, auth }: HttpTarget, { key, role }: Principal): string {
    if (auth === 'per_user') return this.holders.of(key) ?? key;
    if (role === 'admin') return SHARED;
    throw new ForbiddenError(
      `MCP server "${name}" has one account for all, for which only an admin signs in`,
    );
  }

  private async attempt(by: Principal, intent: Intent & { definition: ServerDefinition }): Promise<Outcome> {
    const target = await this.servers.targetOf(intent.definition);
    const admission = this.admissionOf(by, { definition: intent.definition, target });
    try {
      return { done: await this.carryOut(intent, admission) };
    } catch (error) {
      if (!(error instanceof SignInRequiredError) || target.transport === 'stdio') throw error;
      return this.signIn(by, { intent, target, error });
    }
  }

  private async signIn(
    by: Principal,
    { intent, target, error }: { intent: Intent; target: HttpTarget; error: SignInRequiredError },
  ): Promise<Outcome> {
    const { challenge } = error;
    const holder = this.holderAt(target, by);
    const server = sendsAuthorization(target) ? undefined : await this.signIns.find(target, challenge);
    if (!server) throw error;
    const { redirectUri } = target.signIn;
    return this.proceed(by, { intent, target, holder, challenge, server, redirectUri });
  }

  /** Lets in a client that acts for itself; has somebody sign in for all others. */
  private async proceed(by: Principal, step: Step): Promise<Outcome> {
    const { intent, server, redirectUri, ...wanted } = step;
    const { target, holder } = wanted;
    const serverId = this.idOf(target.name);
    const earlier =
      serverId === undefined ? undefined : await this.credentials.stored(serverId, holder, target);
    if (isForItself(target)) {
      const grant = await this.signIns.asClient({ ...wanted, earlier }, server);
      if (grant) return { done: await this.carryOut(intent, admissionBy({ holder, content: grant })) };
    }
    if (redirectUri === undefined) throw noRedirectUri(target);
    const begunBy = JSON.stringify({ ...intent, by: by.name });
    return { begun: await this.signIns.begin({ ...wanted, earlier, redirectUri, intent: begunBy }, server) };
  }

  /** Undefined while it is not registered. */
  private idOf(name: string): number | undefined {
    return this.servers.list().find((server) => server.name === name)?.id;
  }

  private async carryOut(intent: Intent, admission: Admission | undefined): Promise<Registered> {
    if (intent.action === 'register') {
      return this.servers.register(intent.definition, { force: intent.force, admission });
    }
    if (intent.action === 'update') return this.servers.update(intent.definition, admission);
    const { serverId, name } = intent;
    const server = this.servers.get(name);
    if (server.id !== serverId) throw new InvalidError(`MCP server "${name}" is another one now; begin anew`);
    if (admission?.content) {
      const { holder, begunBy, content } = admission;
      await this.credentials.put({ serverId, server: name, holder, begunBy }, content);
    }
    return { server, warnings: [] };
  }

  /** What lets in who registers a server at which everyone has their own account. */
  private admissionOf(
    by: Principal,
    { definition, target }: { definition: ServerDefinition; target: UpstreamTarget },
  ): Admission | undefined {
    if (target.transport === 'stdio' || target.auth !== 'per_user') return undefined;
    const holder = this.holderAt(target, by);
    const { bearer_token: token, name } = definition;
    if (token !== undefined && token !== SECRET_MASK) {
      return admissionBy({ holder, content: ownSecret(target.url, { authorization: `Bearer ${token}` }) });
    }
    const serverId = this.idOf(name);
    if (serverId === undefined || !this.credentials.has(serverId, holder)) return undefined;
    return { holder, credentials: this.credentials.for(serverId, holder, target) };
  }

  private async challengeOf(target: HttpTarget): Promise<Pick<SignInRequiredError, 'challenge'>> {
    try {
      await this.servers.read(target);
    } catch (error) {
      if (error instanceof SignInRequiredError) return error;
      throw error;
    }
    return { challenge: {} };
  }

  private async targetOf(intent: Intent): Promise<HttpTarget> {
    const target =
      intent.action === 'authorize'
        ? this.servers.get(intent.name).target
        : await this.servers.targetOf(intent.definition);
    if (target.transport === 'stdio') throw new InvalidError(`MCP server "${target.name}" is a program`);
    return target;
  }
}

/** A client with a secret that returns nowhere acts for itself: nobody signs in. */
function isForItself({ auth, signIn }: HttpTarget): boolean {
  const { clientId, clientSecret, redirectUri } = signIn;
  const isClient = clientId !== undefined && clientSecret !== undefined;
  return isClient && redirectUri === undefined && auth === 'shared';
}

function sendsAuthorization({ headers }: HttpTarget): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}

function noRedirectUri({ name }: HttpTarget): SignInRequiredError {
  const reason =
    'wants its users to sign in by OAuth: give an oauth_redirect_uri, or use `mcpjungle register`';
  return new SignInRequiredError(name, reason, { isKnown: true });
}
