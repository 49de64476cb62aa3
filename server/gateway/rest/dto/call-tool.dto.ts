import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString } from 'class-validator';
import { Optional } from '../../../common/validation.js';
import type { CallToolRequest, JsonObject } from '../../../../api/tools.js';

export class CallToolDto implements CallToolRequest {
  /**
   * Canonical, or `<server>__<original name>`.
   * @example "github__search_code"
   */
  @IsString()
  name: string;

  /** They reach the tool exactly as written: no number is rounded. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  @IsOptional()
  @IsObject()
  arguments?: JsonObject | null;

  /**
   * A tool outside of this group is not found.
   * @example "web"
   */
  @Optional()
  @IsString()
  group?: string;
}
