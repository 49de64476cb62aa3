import { StringDecoder } from 'node:string_decoder';

const MAX_LINE_LENGTH = 1000;
const MAX_LINES_A_MINUTE = 100;
const MINUTE_MS = 60_000;
/** How many of the last lines are kept for the sentence that says why a program ended. */
const KEPT_LINES = 3;

/** What a program writes to its standard error: for the log, and its end for errors; bounded, whatever it writes. */
export class ErrorOutput {
  private readonly decoder = new StringDecoder('utf8');
  private readonly last: string[] = [];
  private line = '';
  private logged = 0;
  private leftOut = 0;
  private windowEndsAtMs = 0;

  /** @param log gets one line at a time */
  constructor(private readonly log: (line: string) => void) {}

  push(chunk: Buffer): void {
    const lines = this.decoder.write(chunk).split('\n');
    for (const [index, text] of lines.entries()) {
      if (index > 0) this.finish();
      if (this.line.length < MAX_LINE_LENGTH) this.line += text.slice(0, MAX_LINE_LENGTH);
    }
  }

  end(): void {
    this.finish();
    this.sayLeftOut();
  }

  /** The last lines, as one. */
  get tail(): string {
    return this.last.join(' / ');
  }

  private finish(): void {
    const line = this.line.slice(0, MAX_LINE_LENGTH).trim();
    this.line = '';
    if (line === '') return;
    this.last.push(line);
    if (this.last.length > KEPT_LINES) this.last.shift();
    const now = performance.now();
    if (now > this.windowEndsAtMs) {
      this.sayLeftOut();
      this.windowEndsAtMs = now + MINUTE_MS;
      this.logged = 0;
    }
    if (this.logged++ < MAX_LINES_A_MINUTE) this.log(line);
    else this.leftOut++;
  }

  private sayLeftOut(): void {
    if (this.leftOut > 0) this.log(`(${this.leftOut} more lines)`);
    this.leftOut = 0;
  }
}
