import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temp.js';
import { suppliedToken } from './access-token.js';
import { readDefinition } from './definition-file.js';
import { MCP_CLIENT_FILE, SERVER_FILE } from '../../definitions/shapes.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, 'definition.json');
});

function write(content: unknown): void {
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}

describe('a definition in a file', () => {
  beforeEach(() => {
    process.env.DEFINITION_TEST = 'from the environment';
  });
  afterEach(() => {
    delete process.env.DEFINITION_TEST;
  });

  it('is read with its placeholders replaced; null counts as absent', async () => {
    write({
      name: 'github',
      transport: 'streamable_http',
      url: 'https://example.com/mcp',
      description: '${DEFINITION_TEST}',
      headers: { 'X-Key': 'a${DEFINITION_TEST}', 'X-Money': '$${5}' },
      timeout_sec: 30,
      bearer_token: null,
    });
    expect(await readDefinition(path, SERVER_FILE)).toEqual({
      name: 'github',
      transport: 'streamable_http',
      url: 'https://example.com/mcp',
      description: 'from the environment',
      headers: { 'X-Key': 'afrom the environment', 'X-Money': '${5}' },
      timeout_sec: 30,
    });
  });

  it.each<[unknown, string]>([
    ['', 'is empty; a JSON object is needed'],
    ['{\n "name": }', 'is not JSON (line 2, column 10)'],
    ['[]', 'holds a list; a JSON object is needed'],
    [{ nmae: 'a' }, 'unknown key "nmae"; did you mean "name"?'],
    [{ name: 'a', transport: 'sse', colour: 'red' }, 'unknown key "colour"; it may hold name, transport, '],
    [{ name: 'a', transport: 'sse', constructor: 1 }, 'unknown key "constructor"'],
    [{ transport: 'sse' }, 'name is missing'],
    [{ name: 'a' }, 'transport is missing'],
    [{ name: null, transport: 'sse' }, 'name is missing'],
    [{ name: 7 }, 'name must be text'],
    [{ name: 'a', transport: 'sse', timeout_sec: '30' }, 'timeout_sec must be a number'],
    [{ name: 'a', transport: 'sse', headers: { a: 1 } }, 'headers must be an object of text'],
    [{ name: 'a', transport: 'sse', args: 'x' }, 'args must be a list of text'],
    [{ name: 'a', url: '${NOT_SET_ANYWHERE}' }, 'url: the environment variable NOT_SET_ANYWHERE is not set'],
    [{ name: 'a', headers: { k: '${' } }, 'headers.k: the placeholder "${" is not closed'],
  ])('%j: %s', async (content, problem) => {
    write(content);
    await expect(readDefinition(path, SERVER_FILE)).rejects.toThrow(`${path}: ${problem}`);
  });

  it.each<[string, () => void]>([
    ['there is no such file', () => undefined],
    ['is a folder, not a file', () => mkdirSync(path)],
  ])('%s', async (problem, spoil) => {
    spoil();
    await expect(readDefinition(path, SERVER_FILE)).rejects.toThrow(`${path}: ${problem}`);
  });

  it('cannot be read without the right to', async () => {
    write('{}');
    chmodSync(path, 0o000);
    const problem = process.getuid?.() === 0 ? 'name is missing' : 'permission denied';
    await expect(readDefinition(path, SERVER_FILE)).rejects.toThrow(`${path}: ${problem}`);
  });

  it.each([[{ env: 1 }], [{ vault: 'x' }], ['TOKEN'], [[]]])(
    'refuses %j as a reference to a token',
    async (reference) => {
      write({ name: 'a', access_token_ref: reference });
      await expect(readDefinition(path, MCP_CLIENT_FILE)).rejects.toThrow(
        'access_token_ref must be an object with "env", "file" or both',
      );
    },
  );
});

describe('the token of a file', () => {
  let tokenFile: string;

  beforeEach(() => {
    tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, '  token-from-file\n');
    process.env.TOKEN_TEST = 'token-from-env';
    process.env.TOKEN_EMPTY = '';
  });
  afterEach(() => {
    delete process.env.TOKEN_TEST;
    delete process.env.TOKEN_EMPTY;
  });

  it('is its own, else the variable, else the file', async () => {
    const reference = { env: 'TOKEN_TEST', file: tokenFile };
    expect(await suppliedToken({ access_token: 'own', access_token_ref: reference }, path)).toBe('own');
    expect(await suppliedToken({ access_token_ref: reference }, path)).toBe('token-from-env');
    expect(await suppliedToken({ access_token_ref: { file: tokenFile } }, path)).toBe('token-from-file');
    const unset = { env: 'TOKEN_NOT_SET', file: tokenFile };
    expect(await suppliedToken({ access_token_ref: unset }, path)).toBe('token-from-file');
  });

  it.each<[object, string]>([
    [{}, 'access_token is missing'],
    [{ access_token_ref: {} }, 'access_token is missing'],
    [{ access_token_ref: { env: '', file: '' } }, 'access_token is missing'],
    [{ access_token: '' }, 'access_token is empty'],
    [{ access_token_ref: { env: 'TOKEN_EMPTY' } }, 'access_token_ref.env: the variable TOKEN_EMPTY is empty'],
    [
      { access_token_ref: { env: 'TOKEN_NOT_SET' } },
      'access_token_ref.env: the environment variable TOKEN_NOT_SET is not set',
    ],
    [{ access_token_ref: { file: '/no/such' } }, 'access_token_ref.file: /no/such: there is no such file'],
    [{ access_token_ref: { file: '/' } }, 'access_token_ref.file: /: is a folder, not a file'],
    [{ access_token_ref: { file: '/dev/null' } }, 'access_token_ref.file: /dev/null is empty'],
  ])('%j: %s', async (fields, problem) => {
    await expect(suppliedToken(fields, path)).rejects.toThrow(`${path}: ${problem}`);
  });
});
