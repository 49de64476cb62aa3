import { ux } from '@oclif/core/ux';

const BAR_LENGTH = 20;

/** What a tool reports of its progress, as MCP has it. */
export interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

/**
 * Shows on a terminal that something is under way, until it is over. The work may report how far it is.
 * Elsewhere nothing is shown.
 */
export async function during<Result>(
  label: string,
  work: (report: (progress: Progress) => void) => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work(() => undefined);
  ux.action.start(label);
  try {
    const result = await work((progress) => (ux.action.status = progressBar(progress)));
    ux.action.stop();
    return result;
  } catch (error) {
    ux.action.stop('failed');
    throw error;
  }
}

/** Without a total nobody knows how much is left, so there is no bar. */
export function progressBar({ progress, total, message = '' }: Progress): string {
  if (total === undefined || total <= 0) return `${progress} ${message}`.trim();
  const share = Math.min(Math.max(progress / total, 0), 1);
  const done = Math.round(share * BAR_LENGTH);
  const bar = `${'█'.repeat(done)}${'░'.repeat(BAR_LENGTH - done)}`;
  return `${bar} ${Math.round(share * 100)}% ${message}`.trim();
}
