import { ENVELOPE } from '../../upstream/envelope.js';
import { members } from '../../wire/members.js';
import { readMessage } from '../../wire/read-message.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import { splice } from '../../wire/splice.js';

/**
 * A modern request without what only the modern era has. It asks for progress under `progressToken`, which no
 * other call in the session has, where the client asked for it.
 * @param progressToken as JSON text
 */
export function legacyBody(body: Buffer, progressToken: string): Buffer {
  const { bytes, members: params } = readMessage(body);
  const meta = params.get('_meta');
  if (!meta) return bytes;
  const changes = new Map<string, string | undefined>(Object.values(ENVELOPE).map((key) => [key, undefined]));
  if (members(bytes, meta).get('progressToken')) changes.set('progressToken', progressToken);
  return splice(bytes, [{ ...meta, text: rewriteObject(bytes, meta, changes) }]);
}
