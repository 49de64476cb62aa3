import type { FolderStatusView } from '../../../api/configurations.js';

export class FolderStatusResponse implements FolderStatusView {
  /**
   * Null: the server watches none.
   * @example "/etc/mcpjungle/conf.d"
   */
  folder: string | null;
  /**
   * When this process last brought the server in step with it.
   * @example "2026-07-28T09:30:00.000Z"
   */
  applied_at: string | null;
  /** Since when what the folder holds cannot be applied: all is as it was before. */
  failed_at: string | null;
  /**
   * Why: a line for each thing that is wrong, with its file and field.
   * @example ["servers/docs.json: url is missing"]
   */
  problems: string[];
  /**
   * MCP servers of the folder that did not answer: they are asked again, and what the server had of them stays.
   * @example []
   */
  unanswered: string[];
}
