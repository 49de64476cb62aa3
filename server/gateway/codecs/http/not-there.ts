import type { Scope } from '../../../policy/policy.js';
import { Refusal } from './refusal.js';

/** For the endpoint of what does not exist, or not for this client: nothing tells the two apart. */
export function notThere({ kind }: Scope): Refusal {
  return new Refusal(404, kind === 'group' ? 'No such group' : 'No such MCP server');
}
