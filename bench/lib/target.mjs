import { ID } from './load.mjs';
import { echo, legacyRequest, modernRequest, post } from './mcp.mjs';

const SESSIONS = 32;

/**
 * What the load generator sends to one of the programs under test, tried once: who answers anything but the result is
 * no target.
 * @param what `{url, pid?, token?, modern?, method?, params?, tool?}`; with `tool` a small `tools/call`
 * @param proof has to be found in the answer's text
 */
export async function target(
  name,
  { url, pid, token, modern, tool, method = 'tools/call', params = echo(tool) },
  proof = '"hello"',
) {
  const asked = { url, token, method, params, id: ID, sessions: SESSIONS };
  const { sessions, message } = modern ? modernRequest(asked) : await legacyRequest(asked);
  const answer = await (await post(url, sessions[0], message)).text();
  if (!answer.includes(proof)) throw new Error(`${name} does not answer: ${answer.slice(0, 200)}`);
  return { name, url, pid, sessions, body: JSON.stringify(message) };
}
