import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Person } from '../../support/cli-process.js';
import { filledIn, oneDocument, oneLine, type Words } from '../../support/one-line.js';
import { ServerProcess } from '../../support/server-process.js';
import { contentOf } from '../../support/sqlite-content.js';
import { wrongUpstreams } from '../../support/wrong-upstreams.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

const WANTED_URL = 'the request is invalid: url must be an http or https URL such as https://example.com/mcp';
const WANTED_NAME =
  'the request is invalid: name must be up to 40 letters, digits, "_" and "-", beginning with a letter or digit, without "__" and not ending in "_"';
const DURATION = 'is not a duration such as 90d, 24h, 30m or 45s (see `mcpjungle invoke --help`)';

/** Behind `mcpjungle register --name a`. */
const UPSTREAMS: [flags: string, line: string][] = [
  ['--url 127.0.0.1:8000/mcp', WANTED_URL],
  ['--url ftp://example.com', WANTED_URL],
  ['--url http://', WANTED_URL],
  ['--url ""', WANTED_URL],
  [
    '--url http://me:s3cret@example.com/mcp',
    'the request is invalid: url must not hold a user name or password; use bearer_token or headers',
  ],
  [
    '--url http://<mcp>/mcp --bearer-token "s3cret with spaces"',
    'the request is invalid: bearer_token must be visible ASCII characters without white space',
  ],
  [
    '--url http://<nobody>/mcp',
    'MCP server "a": cannot connect to http://<nobody>: the connection was refused (ECONNREFUSED); is it running, and is its URL right?',
  ],
  ['--url http://<web>/mcp', 'MCP server "a": answered with text/html, not MCP: is its URL right?'],
  [
    '--url http://<api>/mcp',
    'MCP server "a": answered with what is no JSON-RPC message ("jsonrpc" must be "2.0"): is its URL right?',
  ],
  ['--url http://<ssh>/mcp', 'MCP server "a": answered with what is not HTTP: is its URL right?'],
  [
    '--url http://<missing>/mcp',
    'MCP server "a": has no streamable HTTP endpoint at its URL (HTTP status 404): is its URL right?',
  ],
  ['--url http://<broken>/mcp', 'MCP server "a": answered with the HTTP status 500; its own log may say why'],
  [
    '--url http://<silent>/mcp',
    'MCP server "a": gave no answer to initialize within 2 s (MCP_SERVER_INIT_REQ_TIMEOUT_SEC)',
  ],
  [
    '--url http://<moved>/mcp',
    'MCP server "a": redirects to another origin, http://127.0.0.1:1, which is not followed; is that its URL now?',
  ],
  [
    '--url http://<guarded>/mcp',
    'MCP server "a": wants a bearer token or header, and is sent none (HTTP status 401): set one',
  ],
  [
    '--url http://<guarded>/mcp --bearer-token s3cret-but-wrong',
    'MCP server "a": does not accept the bearer token or headers it is sent (HTTP status 401): set valid ones',
  ],
  [
    '--url http://<oauth>/mcp',
    'MCP server "a": signing in there failed: its authorization server cannot be reached (ENOTFOUND)',
  ],
  [
    '--url http://<forbidden>/mcp --bearer-token s3cret',
    'MCP server "a": forbids what it is asked, with the bearer token or headers it is sent (HTTP status 403)',
  ],
  [
    '--url https://<mcp>/mcp',
    'MCP server "a": cannot connect to https://<mcp>: TLS failed (ERR_SSL_WRONG_VERSION_NUMBER); does it speak https, with a certificate that is trusted here?',
  ],
  [
    '--url http://169.254.169.254/mcp',
    'MCP server "a": 169.254.169.254 is in a range that UPSTREAM_DENY_CIDRS denies',
  ],
];

/** Other commands about servers and tools. */
const COMMANDS: [typed: string, code: number, line: string][] = [
  ['register', 2, 'missing --name; needed are --name and --url, or --conf <file>'],
  ['register --name a__b --url http://<mcp>/mcp', 1, WANTED_NAME],
  ['register --name "" --url http://<mcp>/mcp', 1, WANTED_NAME],
  ['register --name up --url http://<mcp>/mcp', 1, 'MCP server "up" exists already; --force replaces it'],
  [
    'register --name a --url http://<mcp>/mcp --session-mode often',
    2,
    '--session-mode: "often" is not one of: stateless, stateful, per_call (see `mcpjungle register --help`)',
  ],
  ['deregister upp', 1, 'no MCP server named "upp"; did you mean "up"?'],
  ['list tools --server upp', 1, 'no MCP server named "upp"; did you mean "up"?'],
  ['usage up__ecko', 1, 'no tool named "up__ecko"; did you mean "up__echo"?'],
  ['usage echo', 1, '"echo" is no name of a tool: it has the form <server>__<tool>'],
  ['invoke up__ecko', 1, 'no tool named "up__ecko"; did you mean "up__echo"?'],
  ['invoke echo', 1, '"echo" is no name of a tool: it has the form <server>__<tool>'],
  [`invoke up__echo --input '{"a"'`, 2, '--input is not JSON (line 1, column 5)'],
  ["invoke up__echo --input '[1]'", 2, '--input holds a list; a JSON object is needed'],
  ["invoke up__echo --input ''", 2, '--input is empty; a JSON object is needed'],
  ['invoke up__echo --input -', 2, 'standard input is empty; a JSON object is needed'],
  ['invoke up__echo --input @nowhere', 1, 'nowhere: there is no such file'],
  ['invoke up__echo --input @.', 1, '.: is a folder, not a file'],
  ['invoke up__echo --timeout 5', 2, `--timeout: "5" ${DURATION}`],
  ['invoke up__echo --timeout 0s', 2, `--timeout: "0s" ${DURATION}`],
];

const server = { name: 'a', transport: 'streamable_http', url: 'http://<mcp>/mcp' };

/** What `mcpjungle register --conf server.json` says of the file. */
const FILES: [content: object | string, line: string][] = [
  ['', 'is empty; a JSON object is needed'],
  ['{name: a}', 'is not JSON (line 1, column 2)'],
  ['["a"]', 'holds a list; a JSON object is needed'],
  [{ ...server, descripton: 'x' }, 'unknown key "descripton"; did you mean "description"?'],
  [{ ...server, name: undefined }, 'name is missing'],
  [{ ...server, timeout_sec: '30' }, 'timeout_sec must be a number'],
  [{ ...server, timeout_sec: 0 }, 'timeout_sec must be a whole number from 1 to 86400'],
  [{ ...server, url: undefined }, 'url is missing'],
  [{ ...server, name: 'a__b' }, WANTED_NAME.replace('the request is invalid: ', '')],
  [{ ...server, transport: 'tcp' }, 'transport must be "streamable_http", "stdio" or "sse"'],
  [
    { ...server, transport: 'sse', protocol: 'modern' },
    'protocol must not be "modern" for servers of transport "sse", which is of the legacy era',
  ],
  [{ ...server, headers: { Host: 's3cret\n' } }, 'headers must hold a value that HTTP can carry for Host'],
  [
    { ...server, headers: { 'Mcp-Session-Id': 'x' } },
    'headers must not hold Mcp-Session-Id: the gateway sets it',
  ],
  [
    { ...server, bearer_token: '***' },
    'bearer_token is "***", which stands for a stored secret, and none is stored',
  ],
  [
    { ...server, headers: { 'X-Key': '${NOT_SET}' } },
    'headers.X-Key: the environment variable NOT_SET is not set',
  ],
  [{ ...server, url: '${NOT_SET' }, 'url: the placeholder "${NOT_SET" is not closed'],
  [{ ...server, url: '${}' }, 'url: the placeholder "${}" is empty'],
];

let running: ServerProcess;
let person: Person;
let words: Words;
let before: unknown;

const state = () => contentOf(join(running.folder, 'mcpjungle.db'));

beforeAll(async () => {
  words = await wrongUpstreams();
  running = await ServerProcess.start({ env: { MCP_SERVER_INIT_REQ_TIMEOUT_SEC: '2' } });
  person = new Person({ env: { MCPJUNGLE_REGISTRY: running.url } });
  await person.types(filledIn('mcpjungle register --name up --url http://<mcp>/mcp', words));
  before = state();
});

const types = (typed: string) => person.types(filledIn(`mcpjungle ${typed}`, words));

describe('an upstream', () => {
  it.concurrent.each(UPSTREAMS)('register %s', async (flags, line) => {
    expect(oneLine(await types(`register --name a ${flags}`), words)).toEqual([1, line]);
  });

  it('whose host nobody knows', async () => {
    const [code, line] = oneLine(await types('register --name a --url http://nobody.invalid/mcp'));
    expect(code).toBe(1);
    expect(line).toMatch(
      /^MCP server "a": cannot connect to http:\/\/nobody\.invalid: its host name (is not known|could not be looked up) \(E\w+\); is it running, and is its URL right\?$/,
    );
  });
});

describe('a command', () => {
  it.concurrent.each(COMMANDS)('%s', async (typed, code, line) => {
    expect(oneLine(await types(typed), words)).toEqual([code, line]);
  });

  it.each([
    ['register --name a --url ftp://h', 400, 'invalid', WANTED_URL],
    ['register --name up --url http://<mcp>/mcp', 409, 'conflict', /exists already; --force/],
    ['register --name a --url http://<guarded>/mcp', 502, 'upstream_failed', /wants a bearer token/],
    ['register --name a --url http://<silent>/mcp', 504, 'upstream_timeout', /no answer to initialize/],
    ['usage up__ecko', 404, 'not_found', /did you mean/],
    ['register -c nowhere.json', null, 'file', /there is no such file/],
    ['usage', null, 'usage', /missing argument/],
  ])('%s --json', async (typed, status, code, message) => {
    const document = oneDocument(await types(`${typed} --json`));
    expect(document).toEqual({ status, code, message: expect.stringMatching(message) });
  });
});

describe('a file', () => {
  it.concurrent.each(FILES)('%j', async (content, line) => {
    const text = filledIn(typeof content === 'string' ? content : JSON.stringify(content), words);
    const path = new Person().writes('server.json', text);
    const result = await types(`register --conf ${path}`);
    expect(oneLine(result, { ...words, [path]: path })).toEqual([1, `${path}: ${line}`]);
  });

  it.each([
    ['nowhere.json', 'nowhere.json: there is no such file'],
    ['.', '.: is a folder, not a file'],
  ])('%s', async (path, line) => {
    expect(oneLine(await types(`register --conf ${path}`))).toEqual([1, line]);
  });
});

it('nothing was changed by any of that', () => {
  expect(state()).toEqual(before);
});
