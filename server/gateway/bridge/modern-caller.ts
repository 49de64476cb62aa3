import type { Caller } from '../../upstream/upstream.js';
import { withoutTasks } from './legacy-caller.js';

/**
 * A legacy client as a modern server gets to know it with each request: without tasks, which differ between the
 * eras. That its roots may change could not be told to the server.
 * @param revision that the server speaks
 */
export function modernCaller(caller: Caller, revision: string): Caller {
  const { roots, extensions, ...rest } = JSON.parse(caller.capabilities) as Record<string, unknown>;
  const capabilities = JSON.stringify({
    ...rest,
    ...(roots !== undefined && { roots: {} }),
    ...(extensions !== undefined && { extensions: withoutTasks(extensions) }),
  });
  return { ...caller, era: 'modern', capabilities, protocolVersion: revision };
}
