import { Writable } from 'node:stream';
import { createPino } from '../../server/logging/pino.js';
import { PinoLogger } from '../../server/logging/pino-logger.js';

/** The server's own logger, whose lines stay in memory. */
export class MemoryLog {
  text = '';
  readonly logger: PinoLogger;

  constructor(LOG_LEVEL = 'trace', LOG_FORMAT: 'json' | 'pretty' = 'json') {
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.text += chunk.toString();
        done();
      },
    });
    this.logger = new PinoLogger(createPino({ LOG_LEVEL, LOG_FORMAT }, destination));
  }

  /** JSON lines, read. */
  get lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}
