import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { readPlainSettings, settingsOf } from './stored-settings.js';

const read = (text: string) => settingsOf(parseDocument(text), '/conf');

describe('the settings that are stored', () => {
  it('are found in what the program writes', () => {
    const text = 'registry_url: http://127.0.0.1:8080\naccess_token: mcpj_u_x7Fq0mJY2l8s-Vd1cKQe5\n';
    expect(readPlainSettings(text)).toEqual(read(text));
    expect(readPlainSettings(text)).toMatchObject({ accessToken: 'mcpj_u_x7Fq0mJY2l8s-Vd1cKQe5' });
  });

  it.each([
    'access_token: "quoted-token"',
    'access_token: token-with # comment',
    '# a comment\nregistry_url: http://h:8080',
    'servers:\n  http://h: {access_token: abcdefgh}',
    'access_token: abcdefgh\naccess_token: abcdefgh',
    'access_token: abcdefgh:',
    'access_token: ends: here',
    'other: abcdefgh',
    'access_token: null',
  ])('%j is left to the YAML parser', (text) => {
    expect(readPlainSettings(text)).toBeUndefined();
  });

  it('are never read differently without the parser', () => {
    const value = fc.string({ unit: fc.constantFrom(...'aZ09._-:/+@~ #"\'{}[]&*!|>%`,?=\t'), maxLength: 14 });
    const line = fc.tuple(fc.constantFrom('registry_url', 'access_token', 'servers'), value);
    fc.assert(
      fc.property(
        fc.array(
          line.map(([key, text]) => `${key}: ${text}`),
          { maxLength: 3 },
        ),
        (lines) => {
          const plain = readPlainSettings(lines.join('\n'));
          fc.pre(plain !== undefined);
          expect(read(lines.join('\n'))).toEqual(plain);
        },
      ),
    );
  });

  it.each([
    ['- a list', '/conf: the file must be a mapping of keys to values'],
    ['registry_url: 7', '/conf: registry_url must be text; put it in quotes'],
    ['access_token: 12345678', '/conf: access_token must be text; put it in quotes'],
    ['servers: [1]', '/conf: servers must be a mapping of keys to values'],
    [
      'servers: {http://h: {access_token: 1}}',
      '/conf: servers.http://h.access_token must be text; put it in quotes',
    ],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('are none in an empty file', () => {
    for (const text of ['', '\n', '# nothing here\n']) {
      expect(readPlainSettings(text) ?? read(text)).toEqual({ otherTokens: {} });
    }
  });
});
