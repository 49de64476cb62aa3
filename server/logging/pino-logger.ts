import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';
import { scrub } from './scrub.js';

/** Contexts in which Nest itself tells of every module and route: only of interest when something is sought. */
const FRAMEWORK = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

/** What fails under these is thrown as well: whoever started the server says it, in one line. */
const THROWN_TOO = new Set(['NestApplication', 'ExceptionHandler']);

/** What Nest's `Logger` writes to. */
export class PinoLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, context?: string): void {
    this.write(context !== undefined && FRAMEWORK.has(context) ? 'debug' : 'info', message, { context });
  }

  warn(message: unknown, context?: string): void {
    this.write('warn', message, { context });
  }

  /** @param stack comes before the context, as Nest passes it */
  error(message: unknown, stack?: string, context?: string): void {
    const level = context !== undefined && THROWN_TOO.has(context) ? 'debug' : 'error';
    this.write(level, message, { context, stack });
  }

  fatal(message: unknown, stack?: string, context?: string): void {
    this.write('fatal', message, { context, stack });
  }

  debug(message: unknown, context?: string): void {
    this.write('debug', message, { context });
  }

  verbose(message: unknown, context?: string): void {
    this.write('trace', message, { context });
  }

  private write(
    level: Level,
    message: unknown,
    { context, stack }: { context?: string; stack?: string },
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const { text, fields } = parts(message);
    this.pino[level](
      { ...fields, ...(context && { context }), ...(stack && { stack: scrub(stack) }) },
      scrub(text),
    );
  }
}

/** Structured lines are logged as an object whose `message` is the sentence. */
function parts(message: unknown): { text: string; fields: object } {
  if (message instanceof Error)
    return { text: message.message, fields: { stack: scrub(message.stack ?? '') } };
  if (typeof message !== 'object' || message === null) return { text: String(message), fields: {} };
  const { message: text = '', ...fields } = message as { message?: string };
  const scrubbed = Object.entries(fields).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? scrub(value) : value,
  ]);
  return { text, fields: Object.fromEntries(scrubbed) as object };
}
