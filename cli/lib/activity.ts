import { oneLine } from './terminal.js';

const FRAMES = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const FRAME_MS = 100;
const BAR_LENGTH = 20;
const CLEAR_LINE = '\r\u001b[K';

/** What a tool reports of its progress, as MCP has it. */
export interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

/**
 * Shows on a terminal that something is under way and how far it is, and takes it away when it is over.
 * What is over at once is not shown, and elsewhere than on a terminal nothing is.
 */
export async function during<Result>(
  label: string,
  work: (report: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb') return work(() => undefined);
  let status = '';
  let count = 0;
  const timer = setInterval(() => {
    const line = `${FRAMES[count++ % FRAMES.length]} ${label} ${status}`;
    process.stderr.write(CLEAR_LINE + line.slice(0, process.stderr.columns - 1));
  }, FRAME_MS);
  try {
    return await work((progress) => (status = progressBar(progress)));
  } finally {
    clearInterval(timer);
    if (count > 0) process.stderr.write(CLEAR_LINE);
  }
}

/** Without a total nobody knows how much is left, so there is no bar. */
export function progressBar({ progress, total, message = '' }: Progress): string {
  if (total === undefined || total <= 0) return `${progress} ${oneLine(message)}`.trim();
  const share = Math.min(Math.max(progress / total, 0), 1);
  const done = Math.round(share * BAR_LENGTH);
  const bar = '█'.repeat(done) + '░'.repeat(BAR_LENGTH - done);
  return `${bar} ${Math.round(share * 100)}% ${oneLine(message)}`.trim();
}
