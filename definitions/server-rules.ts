import { isAbsolute } from 'node:path';
import { MAX_OAUTH_SCOPES, OAUTH_SCOPE } from '../api/limits.js';
import { TRANSPORTS, type Transport } from '../api/servers.js';
import { follows } from './rules.js';
import { isObject, type JsonDocument, type Rule } from './shape.js';

const MAX_URL_LENGTH = 2048;
const WANTED_URL = 'must be an http or https URL such as https://example.com/mcp';
const MAX_HEADERS = 50;
const MAX_HEADER_NAME_LENGTH = 128;
const MAX_HEADER_VALUE_LENGTH = 16_384;
const MAX_PATH_LENGTH = 4096;
const MAX_ARGUMENTS = 1000;
const MAX_VARIABLES = 500;
const MAX_REDACTED = 100;
const MAX_FIELD_NAME_LENGTH = 128;
/** Linux takes no longer argument or variable. */
const MAX_TEXT_LENGTH = 131_000;

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What HTTP and undici carry: RFC 9110, section 5.5. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What the gateway itself says to an upstream. */
const RESERVED = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'keep-alive',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Of the definition that is being read; undefined when it has none that exists. */
export function transportOf({ transport }: JsonDocument): Transport | undefined {
  return TRANSPORTS.find((known) => known === transport);
}

/** The field may be filled in for these transports only. */
export function belongsTo(...transports: [Transport, ...Transport[]]): Rule {
  return (value, whole) => {
    const transport = transportOf(whole);
    // That a transport does not exist is said once, not by every field.
    const isRight = transport === undefined || transports.includes(transport);
    return isRight || isEmpty(value) ? undefined : `belongs to servers of transport "${transports[0]}"`;
  };
}

/** An upstream's address. */
export const upstreamUrl: Rule = (value, whole) => {
  const transport = transportOf(whole);
  return transport === undefined || transport === 'stdio' ? undefined : problemOfUrl(value);
};

/** HTTP headers that a definition may set. */
export const headers: Rule = (value) => {
  if (!isObject(value)) return 'must be an object of strings';
  const names = Object.keys(value);
  if (names.length > MAX_HEADERS) return `must hold at most ${MAX_HEADERS} headers`;
  const seen = new Set(names.map((name) => name.toLowerCase()));
  if (seen.size < names.length) return 'must not hold a header twice, whatever its case';
  return Object.entries(value).map(problemOfHeader).find(Boolean);
};

/** HTTP+SSE went before the era without sessions came. */
export const eraOfTransport: Rule = (value, whole) =>
  value === 'modern' && transportOf(whole) === 'sse'
    ? 'must not be "modern" for servers of transport "sse", which is of the legacy era'
    : undefined;

/** A program has no accounts of its own to choose from. */
export const authOfTransport: Rule = (value, whole) =>
  value === 'per_user' && transportOf(whole) === 'stdio'
    ? 'must not be "per_user" for servers of transport "stdio"'
    : undefined;

/** What the audit log is to hold of arguments. */
export const auditArguments: Rule = (value) => {
  if (typeof value === 'boolean') return undefined;
  const isRedaction =
    isObject(value) && Object.keys(value).join() === 'redact' && Array.isArray(value.redact);
  if (!isRedaction) return 'must be true, false or {"redact": [<names of fields>]}';
  const names = value.redact as unknown[];
  if (names.length > MAX_REDACTED) return `must name at most ${MAX_REDACTED} fields`;
  return names.every(isFieldName)
    ? undefined
    : `must name fields by text of 1 to ${MAX_FIELD_NAME_LENGTH} characters`;
};

/** RFC 6749, section 3.1.2. */
export const redirectUri: Rule = (value) => {
  if (value === '') return undefined;
  return problemOfUrl(value) ?? (String(value).includes('#') ? 'must not hold a fragment' : undefined);
};

/** What is asked for when signing in. */
export const scopes: Rule = (value) => {
  if (!Array.isArray(value)) return 'must be a list of text';
  if (value.length > MAX_OAUTH_SCOPES) return `must hold at most ${MAX_OAUTH_SCOPES} scopes`;
  const wrong = value.map((scope) => follows(OAUTH_SCOPE)(scope, {})).find(Boolean);
  return wrong && `holds a scope that ${wrong}`;
};

export const secretOfClient: Rule = (value, { oauth_client_id: client }) =>
  isEmpty(value) || !isEmpty(client) ? undefined : 'needs an oauth_client_id beside it';

export const file: Rule = (value) =>
  value === '' ||
  (typeof value === 'string' && isAbsolute(value) && !value.includes('\0') && value.length <= MAX_PATH_LENGTH)
    ? undefined
    : `must be the absolute path of a file, of at most ${MAX_PATH_LENGTH} characters`;

/** The program of a server of transport `stdio`, which needs one. */
export const command: Rule = (value, whole) =>
  transportOf(whole) === 'stdio' && !isPath(value)
    ? `must be a program such as "npx", of at most ${MAX_PATH_LENGTH} characters`
    : undefined;

/** What a program is started with. */
export const programArguments: Rule = (value) => {
  if (!Array.isArray(value) || !value.every(isText)) return 'must be a list of text';
  return value.length > MAX_ARGUMENTS ? `must hold at most ${MAX_ARGUMENTS} arguments` : undefined;
};

/** Variables that a definition may set. */
export const environment: Rule = (value) => {
  if (!isObject(value)) return 'must be an object of strings';
  const variables = Object.entries(value);
  if (variables.length > MAX_VARIABLES) return `must hold at most ${MAX_VARIABLES} variables`;
  if (variables.some(([name]) => !isVariableName(name))) return 'holds a name no variable can have';
  const wrong = variables.find(([, content]) => !isText(content));
  return wrong && `must hold text without the character NUL for ${wrong[0]}`;
};

export const folder: Rule = (value) =>
  value === '' || isPath(value)
    ? undefined
    : `must be the path of a folder, of at most ${MAX_PATH_LENGTH} characters`;

function problemOfUrl(value: unknown): string | undefined {
  if (typeof value === 'string' && value.length > MAX_URL_LENGTH) {
    return `must be a URL of at most ${MAX_URL_LENGTH} characters`;
  }
  if (typeof value !== 'string' || !URL.canParse(value)) return WANTED_URL;
  const { protocol, username, password } = new URL(value);
  if (protocol !== 'http:' && protocol !== 'https:') return WANTED_URL;
  // Lists show the URL, and nobody would expect a password there.
  if (username !== '' || password !== '') {
    return 'must not hold a user name or password; use bearer_token or headers';
  }
  return undefined;
}

function problemOfHeader([name, value]: [string, unknown]): string | undefined {
  if (!TOKEN.test(name) || name.length > MAX_HEADER_NAME_LENGTH) return 'holds a name no header can have';
  if (RESERVED.has(name.toLowerCase())) return `must not hold ${name}: the gateway sets it`;
  if (typeof value !== 'string') return `must hold a string for ${name}`;
  const isFine = FIELD_VALUE.test(value) && value.length <= MAX_HEADER_VALUE_LENGTH;
  return isFine ? undefined : `must hold a value that HTTP can carry for ${name}`;
}

function isVariableName(name: string): boolean {
  return name !== '' && name.length <= 256 && !name.includes('=') && isText(name);
}

function isFieldName(name: unknown): boolean {
  return isText(name) && name !== '' && name.length <= MAX_FIELD_NAME_LENGTH;
}

function isPath(value: unknown): boolean {
  return isText(value) && value !== '' && value.length <= MAX_PATH_LENGTH;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT_LENGTH && !value.includes('\0');
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '';
}
