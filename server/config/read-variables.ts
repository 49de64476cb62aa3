import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigError } from './config-error.js';
import { emptiableVariables, fileVariables } from './variables.js';

/**
 * The environment over the `.env` file of the working directory; `X_FILE` where X itself is not set. What is
 * empty counts as not set, as in a compose file's `${X:-}`, save where empty says something.
 * @throws ConfigError when a file that is named cannot be read
 */
export function readVariables({ env, cwd }: { env: NodeJS.ProcessEnv; cwd: string }): Record<string, string> {
  const variables = { ...withoutEmpty(readDotEnv(cwd)), ...withoutEmpty(env) };
  for (const name of fileVariables) {
    const path = variables[`${name}_FILE`];
    if (path === undefined || variables[name] !== undefined) continue;
    const value = readText(`${name}_FILE`, resolve(cwd, path)).trim();
    if (value === '')
      throw new ConfigError(`${name}_FILE is "${path}", which is empty; it takes a file that holds ${name}`);
    variables[name] = value;
  }
  return variables;
}

/** @returns the certificates as PEM; undefined when no file is named */
export function readCertificates(
  name: string,
  { path, cwd }: { path: string | undefined; cwd: string },
): string | undefined {
  if (path === undefined) return undefined;
  const pem = readText(name, resolve(cwd, path));
  try {
    new X509Certificate(pem);
  } catch {
    throw new ConfigError(
      `${name} is "${path}", which holds no certificate; it takes a file of certificates in PEM`,
    );
  }
  return pem;
}

/** @returns the whole path of a folder that is there; undefined when none is named */
export function requireFolder(
  name: string,
  { path, cwd }: { path: string | undefined; cwd: string },
): string | undefined {
  if (path === undefined) return undefined;
  const whole = resolve(cwd, path);
  if (statSync(whole, { throwIfNoEntry: false })?.isDirectory()) return whole;
  throw new ConfigError(`${name} is "${path}"; it takes a folder that is there`);
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (entry[1] !== '' || emptiableVariables.has(entry[0])),
    ),
  );
}

function readDotEnv(cwd: string): Record<string, string> {
  const path = join(cwd, '.env');
  return existsSync(path) ? parse(readText('the file of variables', path)) : {};
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${name} is "${path}", which cannot be read (${(error as NodeJS.ErrnoException).code}); it takes a readable file`,
    );
  }
}
