import { IsIn } from 'class-validator';
import type { InitRequest } from '../../../api/system.js';

export class InitDto implements InitRequest {
  /**
   * Must be the mode the server runs in; `production` is an old name of `enterprise`.
   * @example "enterprise"
   */
  @IsIn(['enterprise', 'development', 'production'])
  mode: 'enterprise' | 'development' | 'production';
}
