import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../../server/config/load-config.js';
import { Person } from '../../support/cli-process.js';
import { oneDocument, oneLine } from '../../support/one-line.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

const KEY = '32 bytes in base64, for example from: openssl rand -base64 32';
const URLS =
  'mysql://user:password@host:3306/database, postgres://user:password@host:5432/database or sqlite:<path>; special characters of user and password percent-encoded';

/** What `mcpjungle start` says to a variable that is wrong, after "cannot start: ". */
const VARIABLES: [name: string, value: string, line: string][] = [
  ['PORT', 'http', 'PORT is "http"; it takes a whole number from 0 to 65535'],
  ['HOST', 'a b', 'HOST is "a b"; it takes an IP address or a host name'],
  ['SERVER_MODE', 'prod', 'SERVER_MODE is "prod"; it takes development or enterprise'],
  [
    'DATABASE_URL',
    'mongodb://u:s3cret@h',
    `DATABASE_URL is not a database URL (not shown); it takes ${URLS}`,
  ],
  [
    'DATABASE_TLS_CA_FILE',
    'nowhere.pem',
    'DATABASE_TLS_CA_FILE is "<home>/nowhere.pem", which cannot be read (ENOENT); it takes a readable file',
  ],
  ['MYSQL_HOST', '127.0.0.1', `SECRET_KEY is not set; with MySQL or PostgreSQL it takes ${KEY}`],
  ['MYSQL_PORT', '0', 'MYSQL_PORT is 0; it takes a whole number from 1 to 65535'],
  ['POSTGRES_HOST', '127.0.0.1', `SECRET_KEY is not set; with MySQL or PostgreSQL it takes ${KEY}`],
  ['POSTGRES_PORT', 'x', 'POSTGRES_PORT is "x"; it takes a whole number from 1 to 65535'],
  ['SECRET_KEY', 's3cret', `SECRET_KEY is something else (not shown); it takes ${KEY}`],
  [
    'SECRET_KEY_PREVIOUS',
    's3cret',
    'SECRET_KEY_PREVIOUS is something else (not shown); it takes 32 bytes in base64',
  ],
  [
    'INIT_TOKEN',
    's3cret with spaces',
    'INIT_TOKEN is something else (not shown); it takes visible ASCII characters without white space',
  ],
  [
    'ADMIN_ACCESS_TOKEN',
    's3cret',
    'ADMIN_ACCESS_TOKEN is something else (not shown); it takes 8 to 4096 visible ASCII characters without white space',
  ],
  ['RESET_ADMIN', 'yes', 'RESET_ADMIN is "yes"; it takes 1 or true, 0 or false'],
  ['OTEL_ENABLED', 'on', 'OTEL_ENABLED is "on"; it takes 1 or true, 0 or false'],
  [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'collector:4318',
    'OTEL_EXPORTER_OTLP_ENDPOINT is something else (not shown); it takes an http or https URL',
  ],
  [
    'OTEL_EXPORTER_OTLP_HEADERS',
    's3cret',
    'OTEL_EXPORTER_OTLP_HEADERS is something else (not shown); it takes names and values such as a=1,b=2, the values percent-encoded',
  ],
  [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    's3cret:4318',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is something else (not shown); it takes an http or https URL',
  ],
  [
    'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    's3cret:4318',
    'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is something else (not shown); it takes an http or https URL',
  ],
  [
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    's3cret',
    'OTEL_EXPORTER_OTLP_TRACES_HEADERS is something else (not shown); it takes names and values such as a=1,b=2, the values percent-encoded',
  ],
  [
    'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    's3cret',
    'OTEL_EXPORTER_OTLP_METRICS_HEADERS is something else (not shown); it takes names and values such as a=1,b=2, the values percent-encoded',
  ],
  ['OTEL_TRACES_EXPORTER', 'zipkin', 'OTEL_TRACES_EXPORTER is "zipkin"; it takes otlp or none'],
  ['OTEL_METRICS_EXPORTER', 'console', 'OTEL_METRICS_EXPORTER is "console"; it takes otlp or none'],
  [
    'OTEL_METRIC_EXPORT_INTERVAL',
    '60s',
    'OTEL_METRIC_EXPORT_INTERVAL is "60s"; it takes a whole number from 10 to 86400000',
  ],
  [
    'OTEL_METRIC_EXPORT_TIMEOUT',
    '0',
    'OTEL_METRIC_EXPORT_TIMEOUT is 0; it takes a whole number from 10 to 86400000',
  ],
  [
    'OTEL_RESOURCE_ATTRIBUTES',
    'production',
    'OTEL_RESOURCE_ATTRIBUTES is "production"; it takes names and values such as a=1,b=2, the values percent-encoded',
  ],
  [
    'METRICS_TOKEN',
    's3cret with spaces',
    'METRICS_TOKEN is something else (not shown); it takes visible ASCII characters without white space',
  ],
  ['PUBLIC_URL', 'example.com', 'PUBLIC_URL is "example.com"; it takes an http or https URL'],
  ['CHANGE_POLL_MS', '1', 'CHANGE_POLL_MS is 1; it takes a whole number from 50 to 60000'],
  [
    'MCP_SERVER_INIT_REQ_TIMEOUT_SEC',
    '0',
    'MCP_SERVER_INIT_REQ_TIMEOUT_SEC is 0; it takes a whole number from 1 to 86400',
  ],
  ['TOOL_CALL_TIMEOUT_SEC', '5m', 'TOOL_CALL_TIMEOUT_SEC is "5m"; it takes a whole number from 1 to 86400'],
  [
    'SESSION_IDLE_TIMEOUT_SEC',
    '-2',
    'SESSION_IDLE_TIMEOUT_SEC is -2; it takes a whole number from -1 to 31536000',
  ],
  ['MAX_BODY_BYTES', '16M', 'MAX_BODY_BYTES is "16M"; it takes a whole number from 1024 to 1073741824'],
  ['MAX_SESSIONS_PER_SERVER', '0', 'MAX_SESSIONS_PER_SERVER is 0; it takes a whole number from 1 to 1000000'],
  [
    'ALLOWED_HOSTS',
    'http://a',
    'ALLOWED_HOSTS is "http://a"; it takes hosts (host or host:port) separated by commas',
  ],
  [
    'ALLOWED_ORIGINS',
    'a.example',
    'ALLOWED_ORIGINS is "a.example"; it takes origins such as https://example.com separated by commas',
  ],
  ['AUDIT_RETENTION_DAYS', '0', 'AUDIT_RETENTION_DAYS is 0; it takes a whole number from 1 to 36500'],
  ['CONFIG_DIR', 'nowhere', 'CONFIG_DIR is "nowhere"; it takes a folder that is there'],
  [
    'CONFIG_DIR_VARIABLES',
    'a b',
    'CONFIG_DIR_VARIABLES is "a b"; it takes names of variables such as GITHUB_TOKEN,*_BEARER_TOKEN separated by commas',
  ],
  ['HEALTH_PROBE_SEC', 'x', 'HEALTH_PROBE_SEC is "x"; it takes a whole number from 0 to 86400'],
  ['MAX_AUDIT_QUEUE', '0', 'MAX_AUDIT_QUEUE is 0; it takes a whole number from 100 to 10000000'],
  ['MAX_PARKED_CALLS', 'x', 'MAX_PARKED_CALLS is "x"; it takes a whole number from 1 to 1000000'],
  ['MAX_STREAMS', 'x', 'MAX_STREAMS is "x"; it takes a whole number from 1 to 1000000'],
  [
    'REDIS_URL',
    'http://s3cret@h',
    'REDIS_URL is no Redis URL (not shown); it takes redis://user:password@host:6379 or, for TLS, rediss://…; special characters of user and password percent-encoded',
  ],
  ['RATE_LIMIT_RPM', 'off', 'RATE_LIMIT_RPM is "off"; it takes a whole number from 0 to 1000000'],
  ['TRUST_PROXY', 'yes', 'TRUST_PROXY is "yes"; it takes a whole number from 0 to 100'],
  [
    'UPSTREAM_DENY_CIDRS',
    '10.0.0.0',
    'UPSTREAM_DENY_CIDRS is "10.0.0.0"; it takes address ranges such as 10.0.0.0/8 separated by commas',
  ],
  [
    'HTTPS_PROXY',
    'user:s3cret@proxy:3128',
    'HTTPS_PROXY is something else (not shown); it takes an http or https URL',
  ],
  ['HTTP_PROXY', 'socks5://proxy', 'HTTP_PROXY is something else (not shown); it takes an http or https URL'],
  [
    'NO_PROXY',
    'a.example,10.0.0.0/99',
    'NO_PROXY is "a.example,10.0.0.0/99"; it takes hosts and address ranges such as example.com,10.0.0.0/8 separated by commas',
  ],
  [
    'LOG_LEVEL',
    'loud',
    'LOG_LEVEL is "loud"; it takes trace or debug or info or warn or error or fatal or silent',
  ],
  ['LOG_FORMAT', 'xml', 'LOG_FORMAT is "xml"; it takes json or pretty'],
  [
    'SECRET_KEY_FILE',
    'nowhere',
    'SECRET_KEY_FILE is "<home>/nowhere", which cannot be read (ENOENT); it takes a readable file',
  ],
  [
    'INIT_TOKEN_FILE',
    'empty',
    'INIT_TOKEN_FILE is "empty", which is empty; it takes a file that holds INIT_TOKEN',
  ],
  [
    'DATABASE_URL_FILE',
    '.',
    'DATABASE_URL_FILE is "<home>", which cannot be read (EISDIR); it takes a readable file',
  ],
];

/** They take any text; what is wrong shows in start.spec.ts, when the database is opened. */
const ANY_TEXT = [
  'MYSQL_USER',
  'MYSQL_PASSWORD',
  'MYSQL_DB',
  'POSTGRES_USER',
  'POSTGRES_PASSWORD',
  'POSTGRES_DB',
  'SQLITE_DB_PATH',
  'STDIO_ALLOWED_COMMANDS',
];

let person: Person;

beforeAll(() => {
  person = new Person();
  person.writes('empty', '\n');
});

it.concurrent.each(VARIABLES)('%s=%s', async (name, value, line) => {
  const result = await person.types('mcpjungle start', { [name]: value });
  expect(oneLine(result, { '<home>': person.home })).toEqual([1, `cannot start: ${line}`]);
});

it('says the same in a document with --json', async () => {
  const result = await person.types('mcpjungle start --json', { SECRET_KEY: 's3cret' });
  expect([result.code, oneDocument(result)]).toEqual([
    1,
    {
      message: `cannot start: SECRET_KEY is something else (not shown); it takes ${KEY}`,
      status: null,
      code: 'start_failed',
    },
  ]);
});

it('reads .env as it reads the environment', async () => {
  const folder = new Person();
  writeFileSync(join(folder.home, '.env'), 'PORT=http\n');
  expect(oneLine(await folder.types('mcpjungle start'))).toEqual([
    1,
    'cannot start: PORT is "http"; it takes a whole number from 0 to 65535',
  ]);
  const spoilt = new Person();
  mkdirSync(join(spoilt.home, '.env'));
  expect(oneLine(await spoilt.types('mcpjungle start'), { '<home>': spoilt.home })).toEqual([
    1,
    'cannot start: the file of variables is "<home>/.env", which cannot be read (EISDIR); it takes a readable file',
  ]);
});

it('tries every variable that can be wrong', () => {
  const known = Object.getOwnPropertyNames(loadConfig({ env: {}, cwd: '/' }));
  const tried = VARIABLES.map(([name]) => name).filter((name) => !name.endsWith('_FILE'));
  const expected = known.filter((name) => /^[A-Z_]+$/.test(name));
  expect([...tried, 'DATABASE_TLS_CA_FILE', ...ANY_TEXT].sort()).toEqual(expected.sort());
});

it('leaves nothing behind', () => {
  expect(readdirSync(person.home).sort()).toEqual(['bin', 'empty']);
});
