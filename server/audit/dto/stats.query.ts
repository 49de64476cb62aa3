import { DURATION } from '../../../api/limits.js';
import { Follows, Optional } from '../../common/validation.js';

export class StatsQuery {
  /**
   * How long before now the window begins.
   * @example "24h"
   */
  @Optional()
  @Follows(DURATION)
  window?: string;
}
