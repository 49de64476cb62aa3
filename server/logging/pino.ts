import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';
import type { AppConfig } from '../config/app-config.js';
import { requestFields } from './request-context.js';

/** Standard error: standard output belongs to the results of commands. */
const STDERR = 2;

/** Names under which secrets are known, at the first two levels of what is logged beside the message. */
const SECRET_FIELDS = [
  'authorization',
  'access_token',
  'bearer_token',
  'token',
  'password',
  'headers',
  'env',
];

/** The log of the process: a line an event, each with the id of the request it belongs to. */
export function createPino(
  { LOG_LEVEL, LOG_FORMAT }: Pick<AppConfig, 'LOG_LEVEL' | 'LOG_FORMAT'>,
  destination: DestinationStream = pino.destination({ fd: STDERR, sync: true }),
): Logger {
  const options = {
    level: LOG_LEVEL,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level: string) => ({ level }) },
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    mixin: requestFields,
  };
  return LOG_FORMAT === 'pretty'
    ? pino(options, pretty({ destination, translateTime: 'SYS:HH:MM:ss.l', ignore: 'hostname,pid' }))
    : pino(options, destination);
}
