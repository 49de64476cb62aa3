import { ValidateBy, type ValidationArguments } from 'class-validator';
import type { Transport } from '../../../api/servers.js';

const MAX_URL_LENGTH = 2048;
const WANTED_URL = 'must be an http or https URL such as https://example.com/mcp';
const MAX_HEADERS = 50;
const MAX_HEADER_NAME_LENGTH = 128;
const MAX_HEADER_VALUE_LENGTH = 16_384;

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

/** An upstream's address. */
export function IsUpstreamUrl(): PropertyDecorator {
  return ruleOf('isUpstreamUrl', problemOfUrl);
}

/** HTTP headers that a definition may set. */
export function IsHeaders(): PropertyDecorator {
  return ruleOf('isHeaders', problemOfHeaders);
}

/** The field may be filled in for this transport only. */
export function BelongsTo(transport: Transport): PropertyDecorator {
  return ruleOf('belongsTo', (value, { object }) => {
    const isRight = (object as { transport?: unknown }).transport === transport;
    return isRight || isEmpty(value) ? undefined : `belongs to servers of transport "${transport}"`;
  });
}

/** @param problemOf completes the sentence that the field's name begins */
function ruleOf(
  name: string,
  problemOf: (value: unknown, args: ValidationArguments) => string | undefined,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value, args) => problemOf(value, args!) === undefined,
      defaultMessage: (args) => `${args!.property} ${problemOf(args!.value, args!) ?? ''}`,
    },
  });
}

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

function problemOfHeaders(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'must be an object of strings';
  }
  const names = Object.keys(value);
  if (names.length > MAX_HEADERS) return `must hold at most ${MAX_HEADERS} headers`;
  const seen = new Set(names.map((name) => name.toLowerCase()));
  if (seen.size < names.length) return 'must not hold a header twice, whatever its case';
  return Object.entries(value).map(problemOfHeader).find(Boolean);
}

function problemOfHeader([name, value]: [string, unknown]): string | undefined {
  if (!TOKEN.test(name) || name.length > MAX_HEADER_NAME_LENGTH) return 'holds a name no header can have';
  if (RESERVED.has(name.toLowerCase())) return `must not hold ${name}: the gateway sets it`;
  if (typeof value !== 'string') return `must hold a string for ${name}`;
  const isFine = FIELD_VALUE.test(value) && value.length <= MAX_HEADER_VALUE_LENGTH;
  return isFine ? undefined : `must hold a value that HTTP can carry for ${name}`;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === '';
}
