import { fileURLToPath } from 'node:url';

/** The checkout's root, without a slash at its end. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The command line's entry. */
export const CLI_PROGRAM = `${CHECKOUT}/cli/bin/run.js`;

/** What every process needs from this one's environment, and nothing that would steer it. */
export const BARE_ENV: NodeJS.ProcessEnv = { PATH: process.env.PATH, LANG: 'C.UTF-8', NO_COLOR: '1' };
