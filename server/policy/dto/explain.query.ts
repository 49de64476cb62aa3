import { ITEM_NAME } from '../../../api/limits.js';
import { Follows } from '../../common/validation.js';

export class ExplainQuery {
  /**
   * The name of a tool or prompt, or a resource's URI.
   * @example "github__search_code"
   */
  @Follows(ITEM_NAME)
  item: string;
}
