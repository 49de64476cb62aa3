import { existsSync } from 'node:fs';
import { UpstreamFailure } from '../upstream-failure.js';
import type { StdioTarget } from '../upstream.js';

/** Why a program could not be started, and what to do about it. */
export function startFailure(error: Error, { command, cwd }: StdioTarget): UpstreamFailure {
  const code = (error as NodeJS.ErrnoException).code ?? error.message;
  const program = JSON.stringify(command);
  if (cwd !== undefined && (code === 'ENOENT' || code === 'ENOTDIR') && !existsSync(cwd)) {
    return new UpstreamFailure(`cannot be started: its folder ${JSON.stringify(cwd)} does not exist`);
  }
  switch (code) {
    case 'ENOENT':
      return new UpstreamFailure(
        `cannot be started: there is no command ${program} (ENOENT); is it installed where the gateway runs, and on its PATH?`,
      );
    case 'EACCES':
      return new UpstreamFailure(`cannot be started: ${program} may not be executed (EACCES)`);
    default:
      return new UpstreamFailure(`cannot be started: ${program} failed (${code})`);
  }
}
