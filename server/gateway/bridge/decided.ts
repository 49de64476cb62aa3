import { UpstreamError } from '../../common/errors.js';
import { WireError } from '../../wire/wire-error.js';

/**
 * What is decided on a server's message.
 * @throws UpstreamError when the message can be read in two ways
 */
export function decided<T>(server: string, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new UpstreamError(server, `sent a message that is ambiguous: ${error.message}`);
  }
}
