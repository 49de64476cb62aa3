const LF = 0x0a;
const CR = 0x0d;
/** What is left out of lines that are too long may be so many times as long as they may be. */
const SKIPPED_TIMES = 16;

export interface LineReaderOptions {
  /** A longer line is left out. */
  readonly maxBytes: number;
  /** A promise holds back what follows. */
  readonly onLine: (line: Buffer) => void | Promise<void>;
  readonly onTooLong: () => void;
  /** There seems to be no end of it. */
  readonly onFlood: () => void;
}

/** Cuts a stream of bytes into lines, empty ones left out. */
export class LineReader {
  private pieces: Buffer[] = [];
  private size = 0;
  private skipped = 0;

  constructor(private readonly options: LineReaderOptions) {}

  /** @returns when all lines of the chunk have been taken */
  async push(chunk: Buffer): Promise<void> {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      this.add(chunk.subarray(start, end));
      const waiting = this.finish();
      if (waiting) await waiting;
      start = end + 1;
    }
    this.add(chunk.subarray(start));
  }

  private add(piece: Buffer): void {
    const { maxBytes, onTooLong, onFlood } = this.options;
    if (this.skipped > 0) {
      this.skipped += piece.length;
      if (this.skipped > SKIPPED_TIMES * maxBytes) onFlood();
      return;
    }
    this.size += piece.length;
    if (this.size > maxBytes) {
      this.skipped = this.size;
      this.pieces = [];
      return onTooLong();
    }
    if (piece.length > 0) this.pieces.push(piece);
  }

  private finish(): void | Promise<void> {
    const { pieces, skipped } = this;
    this.pieces = [];
    this.size = 0;
    this.skipped = 0;
    if (skipped > 0 || pieces.length === 0) return;
    const line = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    const end = line.at(-1) === CR ? line.length - 1 : line.length;
    if (end > 0) return this.options.onLine(line.subarray(0, end));
  }
}
