import type { GroupDefinition } from '../../../api/groups.js';
import { GROUP_NAME } from '../../../api/limits.js';
import { Follows } from '../../common/validation.js';
import { GroupFieldsDto } from './group-fields.dto.js';

export class CreateGroupDto extends GroupFieldsDto implements GroupDefinition {
  /**
   * Unique, compared exactly.
   * @example "research"
   */
  @Follows(GROUP_NAME)
  name: string;
}
