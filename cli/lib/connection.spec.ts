import { describe, expect, it } from '@jest/globals';
import { ConfigFile } from './config-file.js';
import { resolveConnection } from './connection.js';
import type { StoredSettings } from './stored-settings.js';

const FILE = new ConfigFile('/home/me/.mcpjungle.conf');

interface Given {
  registry?: string;
  env?: NodeJS.ProcessEnv;
  stored?: Partial<StoredSettings>;
}

function resolve({ registry, env = {}, stored = {} }: Given) {
  return resolveConnection({ otherTokens: {}, ...stored }, { registry, env, file: FILE });
}

describe('the way to the server', () => {
  it.each<[string, Given, string]>([
    ['nothing', {}, 'http://127.0.0.1:8080'],
    ['the config file', { stored: { registryUrl: 'http://file' } }, 'http://file'],
    [
      'a variable before the file',
      { env: { MCPJUNGLE_REGISTRY: 'http://env' }, stored: { registryUrl: 'http://file' } },
      'http://env',
    ],
    [
      'the flag before all',
      { registry: 'http://flag', env: { MCPJUNGLE_REGISTRY: 'http://env' } },
      'http://flag',
    ],
    ['an empty variable', { env: { MCPJUNGLE_REGISTRY: '' } }, 'http://127.0.0.1:8080'],
    ['slashes at the end', { registry: 'http://flag:80/jungle//' }, 'http://flag/jungle'],
  ])('comes from %s', (_, given, url) => {
    expect(resolve(given).url).toBe(url);
  });

  it.each<[string, Given]>([
    ['--registry must be a URL such as http://127.0.0.1:8080, not "localhost"', { registry: 'localhost' }],
    ['--registry must be a URL such as http://127.0.0.1:8080, not ""', { registry: '' }],
    ['--registry must begin with http:// or https://, not "ftp://h"', { registry: 'ftp://h' }],
    ['--registry must begin with http:// or https://, not "localhost:80"', { registry: 'localhost:80' }],
    ['--registry must not hold a user name or password', { registry: 'http://me:secret@h' }],
    ['MCPJUNGLE_REGISTRY must be a URL', { env: { MCPJUNGLE_REGISTRY: 'http://' } }],
    ['/home/me/.mcpjungle.conf: registry_url must be a URL', { stored: { registryUrl: '::' } }],
  ])('%s', (message, given) => {
    expect(() => resolve(given)).toThrow(message);
  });

  it('does not repeat a password in the error', () => {
    expect(() => resolve({ registry: 'http://me:s3cret@h' })).toThrow(/^(?!.*s3cret)/);
  });
});

describe('the access token', () => {
  const stored = { registryUrl: 'http://a:8080', accessToken: 'for-a', otherTokens: { 'http://b': 'for-b' } };

  it.each<[string, Given, string | undefined, string | undefined]>([
    ['is none', {}, undefined, undefined],
    ['comes from the config file', { stored }, 'for-a', FILE.path],
    [
      'comes from a variable first',
      { stored, env: { MCPJUNGLE_ACCESS_TOKEN: 'e' } },
      'e',
      'MCPJUNGLE_ACCESS_TOKEN',
    ],
    ['is that of the other server there', { stored, registry: 'http://b' }, 'for-b', FILE.path],
    ['goes to no other host', { stored, registry: 'http://evil:8080' }, undefined, undefined],
    ['goes to another port of its host', { stored, registry: 'https://a' }, 'for-a', FILE.path],
    [
      'goes to its host by another loopback name',
      { stored: { ...stored, registryUrl: 'http://127.0.0.1:8080' }, registry: 'http://localhost:8080' },
      'for-a',
      FILE.path,
    ],
    [
      'goes anywhere without an address',
      { stored: { accessToken: 't' }, registry: 'http://b' },
      't',
      FILE.path,
    ],
  ])('%s', (_, given, token, tokenSource) => {
    expect(resolve(given)).toMatchObject({ ...(token && { token, tokenSource }) });
    expect(resolve(given).token).toBe(token);
  });
});
