import * as Flags from '@oclif/core/flags';
import type { SessionMode } from '../../../api/servers.js';

/** The server connects to the upstream and reads its lists before it answers. */
export const CONNECT_TIMEOUT_MS = 180_000;

/** What describes a server that is reached over HTTP, beside its name. */
export const SERVER_FLAGS = {
  url: Flags.string({ helpValue: '<url>', description: 'its streamable HTTP endpoint' }),
  description: Flags.string({ helpValue: '<text>', description: 'what it is for' }),
  'bearer-token': Flags.string({
    helpValue: '<token>',
    description: 'sent to it as `Authorization: Bearer`',
  }),
  'session-mode': Flags.string({
    options: ['stateless', 'stateful', 'per_call'] satisfies SessionMode[],
    description: 'whether calls may share a session there (default: stateless)',
  }),
  'no-browser': Flags.boolean({ description: 'never open a browser to sign in there (default: false)' }),
};
