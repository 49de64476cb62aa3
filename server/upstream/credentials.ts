import type { SignInRequiredError } from './sign-in-required.js';

/** What lets a caller in at an upstream: asked by those who send requests there. */
export interface UpstreamCredentials {
  /** Headers with which requests are let in, as known at this moment, in the place of others of these names. */
  readonly headers: CredentialHeaders;
  /** Values that must not be seen in what the upstream says. */
  readonly secrets: readonly string[];
  /**
   * @returns undefined when `headers` are good; else settles when they are
   * @throws SignInRequiredError when somebody has to sign in first
   */
  ready(): Promise<void> | undefined;
  /**
   * The upstream did not let in who had these headers.
   * @returns when there are others to try
   * @throws SignInRequiredError when there are none
   */
  refused(headers: CredentialHeaders, error: SignInRequiredError): Promise<void>;
}

/** Names in lower case, and values. */
export type CredentialHeaders = Readonly<Record<string, string>>;

export const NO_HEADERS: CredentialHeaders = Object.freeze({});

/** @param headers names and values in turn */
export function withCredentials(headers: readonly string[], own: CredentialHeaders): readonly string[] {
  if (own === NO_HEADERS) return headers;
  const kept = headers.filter((_, at) => !Object.hasOwn(own, headers[at - (at % 2)]!.toLowerCase()));
  return [...kept, ...Object.entries(own).flat()];
}
