import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The checkout's root, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program in the checkout; what it writes to stderr is shown, its stdout unless `quiet`.
 * A signal that ends this process ends the program first.
 * @returns the exit code (1 when a signal ended it) and, with `capture`, what it wrote to stderr
 */
export function run(command, args, { env = process.env, quiet = false, capture = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ['inherit', quiet ? 'ignore' : 'inherit', capture ? 'pipe' : 'inherit'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    let stderr = '';
    child.stderr?.on('data', (chunk) => {
      stderr += chunk;
      process.stderr.write(chunk);
    });
    const forward = (signal) => child.kill(signal);
    process.on('SIGINT', forward).on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve({ code: code ?? 1, stderr });
    });
  });
}

/** Runs one of the checkout's own tools with this Node. */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}
