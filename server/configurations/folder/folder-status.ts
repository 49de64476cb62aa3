import type { Logger } from '@nestjs/common';
import type { FolderStatusView, PlannedChangeView } from '../../../api/configurations.js';
import type { Applied } from '../apply.service.js';

/** More than anyone reads. */
const MAX_LINES = 50;

type Outcome = Pick<Applied, 'changes' | 'tokens' | 'warnings' | 'unanswered'>;

/** How the folder stands, for the log and for whoever asks. Says each thing once. */
export class FolderStatus {
  private current: Omit<FolderStatusView, 'folder'> = {
    applied_at: null,
    failed_at: null,
    problems: [],
    unanswered: [],
  };

  constructor(private readonly logger: Logger) {}

  get view(): Omit<FolderStatusView, 'folder'> {
    return this.current;
  }

  /** What the server was is what it stays. */
  failed(problems: readonly string[]): void {
    const lines = problems.slice(0, MAX_LINES);
    if (lines.join('\n') === this.current.problems.join('\n')) return;
    this.current = { ...this.current, failed_at: new Date().toISOString(), problems: lines };
    for (const line of lines) this.logger.error(`not applied, all stays as it was: ${line}`);
  }

  /** The server is in step, but for those that did not answer. */
  applied(applied: Outcome): void {
    this.current = { ...this.current, applied_at: new Date().toISOString(), failed_at: null, problems: [] };
    if (applied.changes.length === 0) this.logger.log('applied: nothing to change');
    this.completed(applied);
  }

  /** Servers that had not answered were asked again. */
  completed({ changes, tokens, warnings, unanswered }: Outcome): void {
    const lines = unanswered.map(({ error }) => error.message).slice(0, MAX_LINES);
    for (const line of lines) {
      if (!this.current.unanswered.includes(line)) this.logger.warn(`left out and asked again: ${line}`);
    }
    this.current = { ...this.current, unanswered: lines };
    const words = changes.slice(0, MAX_LINES).map(describe).join(', ');
    const more = changes.length > MAX_LINES ? ` and ${changes.length - MAX_LINES} more` : '';
    if (words !== '') this.logger.log(`applied: ${words}${more}`);
    for (const warning of warnings) this.logger.warn(warning);
    for (const { type, name } of tokens) {
      const command = `mcpjungle rotate ${type} ${name}`;
      this.logger.warn(`nobody knows the token of the new ${type} "${name}" yet; "${command}" makes one`);
    }
  }
}

function describe({ action, type, name, fields }: PlannedChangeView): string {
  return `${action} ${type} "${name}"${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`;
}
