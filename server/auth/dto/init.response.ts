import type { InitView } from '../../../api/system.js';

export class InitResponse implements InitView {
  /** @example "initialized in enterprise mode" */
  status: string;
  /**
   * The token of the user `admin`. Shown once; only its hash is kept.
   * @example "mcpj_a_x7Fq0mJY2l8sVd1cKQe5tR9wZ3uHbN6aPiOyGfLkMnB"
   */
  admin_access_token: string;

  static from(token: string): InitResponse {
    return { status: 'initialized in enterprise mode', admin_access_token: token };
  }
}
