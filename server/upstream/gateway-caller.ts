import { VERSION } from '../common/version.js';
import { eraOf } from './protocol-revisions.js';
import type { Caller } from './upstream.js';

/** Some servers hide what a client could not use; the catalogue is of all clients. */
const CAPABILITIES = JSON.stringify({ sampling: {}, elicitation: { form: {}, url: {} }, roots: {} });
const CLIENT_INFO = JSON.stringify({ name: 'mcpjungle', version: VERSION });

/** The gateway itself when it reads what a server offers; it does not answer when it is asked something. */
export function gatewayCaller(protocolVersion: string): Caller {
  return {
    principalKey: 'gateway',
    era: eraOf(protocolVersion),
    affinity: 'discovery',
    capabilities: CAPABILITIES,
    clientInfo: CLIENT_INFO,
    protocolVersion,
  };
}
