import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigError } from './config-error.js';
import { fileVariables } from './variables.js';

/**
 * The environment over the `.env` file of the working directory; `X_FILE` where X itself is not set. What is
 * empty counts as not set, as in a compose file's `${X:-}`.
 */
export function readVariables({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): Record<string, string> {
  const variables = { ...withoutEmpty(readDotEnv(cwd)), ...withoutEmpty(env) };
  for (const name of fileVariables) {
    const path = variables[`${name}_FILE`];
    if (path !== undefined && variables[name] === undefined) {
      variables[name] = readText(`${name}_FILE`, resolve(cwd, path)).trim();
    }
  }
  return variables;
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  );
}

function readDotEnv(cwd: string): Record<string, string> {
  const path = join(cwd, '.env');
  return existsSync(path) ? parse(readText('.env', path)) : {};
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${name} is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
