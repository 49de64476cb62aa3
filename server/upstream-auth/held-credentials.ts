import { type CredentialHeaders, NO_HEADERS, type UpstreamCredentials } from '../upstream/credentials.js';
import { SignInRequiredError } from '../upstream/sign-in-required.js';
import type { HttpTarget } from '../upstream/upstream.js';
import { type Content, headersOf, secretsOf } from './content.js';
import type { CredentialRenewal } from './credential-renewal.js';
import type { CredentialVault, Held } from './credential-vault.js';
import { SHARED } from './holders.js';
import { vainStepUp } from './step-up.js';

export interface HeldOptions {
  readonly place: { readonly serverId: number; readonly holder: string };
  readonly target: HttpTarget;
  readonly vault: CredentialVault;
  readonly renewal: CredentialRenewal;
  /** Which version counts, as far as this process knows; undefined when there is none. */
  readonly currentVersion: () => string | undefined;
  readonly onFound: (version: string) => void;
  readonly onLost: () => void;
}

/** What one holder has at one upstream: in memory as long as it is good, renewed before it ends. */
export class HeldCredentials implements UpstreamCredentials {
  headers: CredentialHeaders = NO_HEADERS;
  secrets: readonly string[] = [];
  private version: string | undefined;
  /** A `scope` parameter. */
  private granted: string | undefined;
  private renewAtMs = Infinity;
  private pending: Promise<void> | undefined;

  constructor(private readonly options: HeldOptions) {}

  ready(): Promise<void> | undefined {
    const current = this.options.currentVersion();
    // A grant of everybody's may not be there; the upstream itself then says what it wants.
    if (current === undefined && this.version === undefined && this.isShared) return undefined;
    if (current !== undefined && current === this.version && Date.now() < this.renewAtMs) return undefined;
    return this.once(() => this.bring(false));
  }

  async refused(headers: CredentialHeaders, error: SignInRequiredError): Promise<void> {
    // Another request has had it renewed meanwhile.
    if (headers !== this.headers) return;
    // The grant is good, and covers less than is wanted: renewing it does not change that.
    if (error.challenge.isStepUp) throw await this.stepUp(error);
    const before = this.version;
    await this.once(() => this.bring(true));
    if (this.version === before) throw error;
  }

  /** @returns what to tell the caller */
  private async stepUp(error: SignInRequiredError): Promise<Error> {
    const { place, target, vault } = this.options;
    const vain = vainStepUp(error, { granted: this.granted, askable: target.signIn.scopes });
    if (vain) return vain;
    const { scope } = error.challenge;
    if (scope !== undefined) await vault.challenge(place, scope);
    return error;
  }

  private get isShared(): boolean {
    return this.options.place.holder === SHARED;
  }

  private once(work: () => Promise<void>): Promise<void> {
    return (this.pending ??= work().finally(() => (this.pending = undefined)));
  }

  /** @param isRefused what is known here was not accepted */
  private async bring(isRefused: boolean): Promise<void> {
    const { place, target, vault, renewal, onLost } = this.options;
    const held = await vault.find(place);
    if (!held || held.content.url !== target.url.href) return this.nothing();
    if (held.needsSignIn) throw this.gone();
    const isUsed = isRefused && held.version === this.version;
    if (!isUsed && !isDue(held.content)) return this.take(held);
    if (held.content.kind === 'secret') return;
    const renewed = await renewal.renew({ place, target, held });
    if (renewed) return this.take(renewed);
    onLost();
    throw this.gone();
  }

  private take({ version, content }: Pick<Held, 'version' | 'content'>): void {
    this.version = version;
    // Another process may have renewed it, which this one is not told.
    this.options.onFound(version);
    this.headers = headersOf(content);
    this.secrets = secretsOf(content);
    this.granted = content.kind === 'grant' ? content.scope : undefined;
    this.renewAtMs = content.kind === 'grant' ? (content.renewAtMs ?? Infinity) : Infinity;
  }

  private nothing(): void {
    this.version = undefined;
    this.headers = NO_HEADERS;
    this.secrets = [];
    this.renewAtMs = Infinity;
    if (!this.isShared) throw this.required('everyone signs in there for themselves, and you have not yet');
  }

  private gone(): SignInRequiredError {
    const { name } = this.options.target;
    return this.required(`the grant to use it is gone: run \`mcpjungle login-upstream ${name}\``);
  }

  private required(reason: string): SignInRequiredError {
    return new SignInRequiredError(this.options.target.name, reason, { isKnown: true });
  }
}

function isDue(content: Content): boolean {
  return content.kind === 'grant' && content.renewAtMs !== null && Date.now() >= content.renewAtMs;
}
