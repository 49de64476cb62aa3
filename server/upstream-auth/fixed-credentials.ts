import type { CredentialHeaders, UpstreamCredentials } from '../upstream/credentials.js';
import type { SignInRequiredError } from '../upstream/sign-in-required.js';
import { type Content, headersOf, secretsOf } from './content.js';

/** What somebody has just got, before it is stored. */
export class FixedCredentials implements UpstreamCredentials {
  readonly headers: CredentialHeaders;
  readonly secrets: readonly string[];

  constructor(content: Content) {
    this.headers = headersOf(content);
    this.secrets = secretsOf(content);
  }

  ready(): undefined {
    return undefined;
  }

  refused(_: CredentialHeaders, error: SignInRequiredError): Promise<void> {
    return Promise.reject(error);
  }
}
