import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString } from 'class-validator';
import type { RenderPromptRequest } from '../../../../api/prompts.js';

export class RenderPromptDto implements RenderPromptRequest {
  /** Canonical, or `<server>__<original name>`. */
  @IsString()
  name: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  arguments?: Record<string, string> | null;
}
