import { ApiProperty } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { GroupFieldsDto } from './group-fields.dto.js';

/** The whole definition: what is absent is empty from now on. */
export class ReplaceGroupDto extends GroupFieldsDto {
  /**
   * Does not count: the path names the group.
   * @example "research"
   */
  @ApiProperty({ type: String, required: false })
  @Allow()
  name?: unknown;
}
