import type { CredentialHeaders, UpstreamCredentials } from '../upstream/credentials.js';
import type { SignInRequiredError } from '../upstream/sign-in-required.js';
import { type Content, headersOf, secretsOf } from './content.js';
import { vainStepUp } from './step-up.js';

/** What somebody has just got, before it is stored. */
export class FixedCredentials implements UpstreamCredentials {
  readonly headers: CredentialHeaders;
  readonly secrets: readonly string[];

  constructor(private readonly content: Content) {
    this.headers = headersOf(content);
    this.secrets = secretsOf(content);
  }

  ready(): undefined {
    return undefined;
  }

  refused(_: CredentialHeaders, error: SignInRequiredError): Promise<void> {
    const granted = this.content.kind === 'grant' ? this.content.scope : undefined;
    return Promise.reject(vainStepUp(error, { granted }) ?? error);
  }
}
