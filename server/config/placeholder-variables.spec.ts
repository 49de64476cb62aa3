import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'mcpjungle-config-'));
  writeFileSync(join(cwd, 'file'), 'secret');
});
afterEach(() => rmSync(cwd, { recursive: true }));

const load = (env: NodeJS.ProcessEnv = {}) => loadConfig({ env, cwd });

describe('the folder of configuration', () => {
  it('is one that is there, below the working folder unless it says otherwise', () => {
    expect(load({ CONFIG_DIR: '.' }).CONFIG_DIR).toBe(cwd);
    expect(load().CONFIG_DIR).toBeUndefined();
    for (const name of ['file', 'none']) {
      const problem = new ConfigError(`CONFIG_DIR is "${name}"; it takes a folder that is there`);
      expect(() => load({ CONFIG_DIR: name })).toThrow(problem);
    }
  });

  it('may use the environment, and never what is the server’s own', () => {
    const env = {
      CONFIG_DIR: '.',
      GITHUB_TOKEN: 'x',
      OTHER: 'y',
      SECRET_KEY: KEY,
      MCPJUNGLE_ACCESS_TOKEN: 'z',
      MYSQL_PASSWORD_FILE: join(cwd, 'file'),
      INIT_TOKEN: 'init-token',
    };
    expect(load(env).placeholders.values).toEqual({ GITHUB_TOKEN: 'x', OTHER: 'y' });
    const narrowed = load({ ...env, CONFIG_DIR_VARIABLES: 'GITHUB_*, SECRET_KEY' }).placeholders;
    expect(narrowed.values).toEqual({ GITHUB_TOKEN: 'x' });
    const names = ['GITHUB_X', 'OTHER', 'SECRET_KEY', 'DATABASE_URL', 'DATABASE_URL_FILE'];
    expect(names.filter(narrowed.allows)).toEqual(['GITHUB_X']);
  });

  it('is all that gets a copy of the environment', () => {
    expect(load({ GITHUB_TOKEN: 'x' }).placeholders.values).toEqual({});
  });
});
