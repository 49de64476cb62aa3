import { type FSWatcher, watch } from 'node:fs';

/**
 * Hears at once of changes in a folder, where the file system tells: Kubernetes swaps a link there. What lies in
 * folders below, or on a file system that tells nothing, is found by looking now and then.
 */
export class FolderWatch {
  private watcher: FSWatcher | undefined;

  constructor(
    private readonly folder: string,
    private readonly onChange: () => void,
  ) {}

  /** Begins to listen, unless it does; a folder that is not there yet is tried again when this is called again. */
  listen(): void {
    if (this.watcher !== undefined) return;
    try {
      this.watcher = watch(this.folder, { persistent: false }, this.onChange);
      this.watcher.on('error', () => this.close());
    } catch {
      // Looking now and then does without.
    }
  }

  close(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }
}
