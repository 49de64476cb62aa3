import type { UpstreamCredentials } from '../upstream/credentials.js';
import type { Content } from './content.js';
import { FixedCredentials } from './fixed-credentials.js';

/** With what a server lets in who registers it, beside what its definition says. */
export interface Admission {
  readonly holder: string;
  readonly credentials: UpstreamCredentials;
  /** To be stored with the server; absent where it is stored already. */
  readonly content?: Content;
  /** The name of who began to sign in: whose browser comes back need not say who they are. */
  readonly begunBy?: string;
}

export function admissionBy(admitted: { holder: string; content: Content; begunBy?: string }): Admission {
  return { ...admitted, credentials: new FixedCredentials(admitted.content) };
}
