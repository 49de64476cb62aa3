import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidError } from '../../common/errors.js';
import { validationPipe } from '../../common/validation.js';
import { RegisterServerDto } from './register-server.dto.js';

const pipe = validationPipe();
const valid = { name: 'github', transport: 'streamable_http', url: 'https://example.com/mcp' };

const program = { name: 'memory', transport: 'stdio', command: 'npx' };

function read(body: unknown): Promise<RegisterServerDto> {
  return pipe.transform(body, { type: 'body', metatype: RegisterServerDto }) as Promise<RegisterServerDto>;
}

async function refusal(body: unknown): Promise<string[]> {
  return read(body).then(
    () => ['accepted'],
    (error: unknown) => (error instanceof InvalidError ? error.details : [String(error)]),
  );
}

describe('the definition of a server', () => {
  it.each([
    ['the least', {}],
    [
      'everything',
      { description: 'd', session_mode: 'stateful', timeout_sec: 5, bearer_token: 't', headers: {} },
    ],
    [
      'null instead of nothing',
      { description: null, headers: null, bearer_token: null, args: null, env: null },
    ],
    ['empty fields of another transport', { command: '', args: [], env: {} }],
    ['an address in brackets', { url: 'http://[::1]:9000/mcp?x=1' }],
    ['a header of every kind', { headers: { 'X-Key': 'ü \t~', authorization: 'Basic eA==' } }],
    ['the longest name', { name: 'x'.repeat(40) }],
  ])('may hold %s', async (_, fields) => {
    expect(await refusal({ ...valid, ...fields })).toEqual(['accepted']);
  });

  it('takes null for nothing', async () => {
    const { headers, description } = await read({ ...valid, headers: null, description: null });
    expect([headers, description]).toEqual([undefined, undefined]);
  });

  it.each([
    [{ name: 'a__b' }, /^name must be up to 40 letters/],
    [{ name: 'a_' }, /^name must be/],
    [{ name: '_a' }, /^name must be/],
    [{ name: 'x'.repeat(41) }, /^name must be/],
    [{ name: '' }, /^name must be/],
    [{ name: ['a'] }, /^name must be/],
    [{ name: 'ünï' }, /^name must be/],
    [{ transport: 'tcp' }, /^transport must be "streamable_http", "stdio" or "sse"$/],
    [
      { transport: 'sse', protocol: 'modern' },
      /^protocol must not be "modern" for servers of transport "sse"/,
    ],
    [{ transport: 'http' }, /^transport must be "streamable_http"/],
    [{ transport: undefined }, /^transport must be/],
    [{ url: undefined }, /^url must be an http or https URL such as/],
    [{ url: null }, /^url must be an http or https URL such as/],
    [{ url: 'example.com' }, /^url must be an http or https URL such as/],
    [{ url: 'ftp://example.com' }, /^url must be an http or https URL such as/],
    [{ url: 'file:///etc/passwd' }, /^url must be an http or https URL such as/],
    [{ url: 'http://' }, /^url must be an http or https URL such as/],
    [{ url: `http://h/${'x'.repeat(2048)}` }, /^url must be a URL of at most/],
    [{ url: 'http://user:pass@h/' }, /^url must not hold a user name or password/],
    [{ bearer_token: '' }, /^bearer_token must be visible ASCII/],
    [{ bearer_token: 'a b' }, /^bearer_token must be/],
    [{ bearer_token: 'a\r\nX: y' }, /^bearer_token must be/],
    [{ headers: [] }, /^headers must be an object/],
    [{ headers: { 'a b': 'x' } }, /^headers holds a name/],
    [{ headers: { a: 'x\r\ny: z' } }, /^headers must hold a value that HTTP can carry for a$/],
    [{ headers: { a: 1 } }, /^headers must hold a string for a$/],
    [{ headers: { a: 'x', A: 'y' } }, /^headers must not hold a header twice/],
    [{ headers: { 'Mcp-Session-Id': 'x' } }, /^headers must not hold Mcp-Session-Id/],
    [
      { headers: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`h${i}`, 'x'])) },
      /^headers must hold at most 50/,
    ],
    [{ session_mode: 'sticky' }, /^session_mode must be/],
    [{ timeout_sec: 0 }, /^timeout_sec must/],
    [{ timeout_sec: 1.5 }, /^timeout_sec must/],
    [{ timeout_sec: '5' }, /^timeout_sec must/],
    [{ description: 7 }, /^description must be/],
    [{ description: 'a\0b' }, /^description must be text/],
    [{ command: 'npx' }, /^command belongs to servers of transport "stdio"$/],
    [{ args: ['x'] }, /^args belongs to/],
    [{ env: { A: 'b' } }, /^env belongs to/],
    [{ enabled: false }, /^unknown field "enabled"$/],
    [{ id: 7 }, /^unknown field "id"$/],
  ])('may not hold %j', async (fields, expected) => {
    const details = await refusal({ ...valid, ...fields });
    expect(details).toEqual([expect.stringMatching(expected)]);
  });

  it.each([
    ['the least', {}],
    [
      'everything',
      { args: ['-y', ''], env: { KEY: 's3cret', empty: '' }, cwd: '/srv', session_mode: 'stateful' },
    ],
    [
      'null instead of nothing',
      { args: null, env: null, cwd: null, url: null, headers: null, bearer_token: null },
    ],
    ['empty fields of another transport', { url: '', headers: {} }],
  ])('of a program may hold %s', async (_, fields) => {
    expect(await refusal({ ...program, ...fields })).toEqual(['accepted']);
  });

  it.each([
    [{ command: undefined }, /^command must be a program such as "npx"/],
    [{ command: '' }, /^command must be a program/],
    [{ command: 'a\0b' }, /^command must be a program/],
    [{ command: ['npx'] }, /^command must be a program/],
    [{ args: 'x' }, /^args must be a list of text$/],
    [{ args: ['a\0b'] }, /^args must be a list of text$/],
    [{ args: Array.from({ length: 1001 }, String) }, /^args must hold at most 1000/],
    [{ env: [] }, /^env must be an object of strings$/],
    [{ env: { 'A=B': 'c' } }, /^env holds a name no variable can have$/],
    [{ env: { A: 1 } }, /^env must hold text without the character NUL for A$/],
    [{ cwd: 'a\0b' }, /^cwd must be the path of a folder/],
    [{ url: 'http://h/mcp' }, /^url belongs to servers of transport "streamable_http"$/],
    [{ headers: { A: 'b' } }, /^headers belongs to/],
    [{ bearer_token: 't' }, /^bearer_token belongs to/],
  ])('of a program may not hold %j', async (fields, expected) => {
    expect(await refusal({ ...program, ...fields })).toEqual([expect.stringMatching(expected)]);
  });

  it('is told of everything that is wrong with it, and never shows a secret', async () => {
    const details = await refusal({
      name: 'a__b',
      transport: 'streamable_http',
      url: 7,
      bearer_token: 's3cret s3cret',
    });
    expect(details).toHaveLength(3);
    expect(details.join()).not.toContain('s3cret');
  });

  it('refuses anything else in one way', async () => {
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys(valid), 'headers', 'env', 'x'),
      fc.anything(),
    );
    await fc.assert(
      fc.asyncProperty(fields, async (body) => {
        await read(body).catch((error: unknown) => expect(error).toBeInstanceOf(InvalidError));
      }),
    );
  });
});
