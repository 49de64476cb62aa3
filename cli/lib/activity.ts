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

interface Activity {
  /** Aborted by Ctrl-C; a second one ends the program at once. */
  signal: AbortSignal;
  report: (progress: Progress) => void;
}

/**
 * Does what takes a while. On a terminal it shows that something is under way and how far it is, and takes
 * that away when it is over; what is over at once is not shown, and elsewhere than on a terminal nothing is.
 */
export async function during<Result>(
  label: string,
  work: (activity: Activity) => Promise<Result>,
): Promise<Result> {
  const cancelling = new AbortController();
  const cancel = () => cancelling.abort();
  process.once('SIGINT', cancel);
  let status = '';
  const hide = await show(() => `${label} ${status}`);
  try {
    return await work({
      signal: cancelling.signal,
      report: (progress) => (status = progressBar(progress)),
    });
  } finally {
    hide();
    process.off('SIGINT', cancel);
  }
}

/** @param text what to show from now on, asked anew for every frame. @returns takes it away */
async function show(text: () => string): Promise<() => void> {
  if (!process.stderr.isTTY || process.env.TERM === 'dumb') return () => undefined;
  const { cut } = await import('./wrap.js');
  let count = 0;
  const timer = setInterval(() => {
    const line = `${FRAMES[count++ % FRAMES.length]} ${text()}`.trimEnd();
    process.stderr.write(CLEAR_LINE + cut(line, (process.stderr.columns || 80) - 1));
  }, FRAME_MS);
  return () => {
    clearInterval(timer);
    if (count > 0) process.stderr.write(CLEAR_LINE);
  };
}

/** Without a total nobody knows how much is left, so there is no bar. */
export function progressBar({ progress, total, message = '' }: Progress): string {
  if (total === undefined || total <= 0) return `${progress} ${oneLine(message)}`.trim();
  const share = Math.min(Math.max(progress / total, 0), 1);
  const done = Math.round(share * BAR_LENGTH);
  const bar = '█'.repeat(done) + '░'.repeat(BAR_LENGTH - done);
  return `${bar} ${Math.round(share * 100)}% ${oneLine(message)}`.trim();
}
