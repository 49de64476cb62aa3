import { IsNotEmpty, IsString } from 'class-validator';
import type { GetResourceRequest } from '../../../../api/resources.js';

export class ReadResourceDto implements GetResourceRequest {
  /**
   * The `mcpj://` form, the upstream's own URI, or one made from a template.
   * @example "file:///readme.md"
   */
  @IsString()
  @IsNotEmpty()
  uri: string;
}
