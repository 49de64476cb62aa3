import type { ExplanationView } from '../../../api/identities.js';

export class ExplanationResponse implements ExplanationView {
  /** @example true */
  allowed: boolean;
  /**
   * One sentence.
   * @example "\"claude-desktop\" may see and use \"github__search_code\" by allowed_servers: github"
   */
  reason: string;
  /**
   * The grant, or the denial, that decided; absent when there is none.
   * @example "allowed_servers: github"
   */
  grant?: string;
}
