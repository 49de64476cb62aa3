import { Transform } from 'class-transformer';
import { IsBoolean, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { GetResourceRequest } from '../../../api/resources.js';
import { Optional } from '../../common/validation.js';

const MAX_URI_LENGTH = 16_384;
const BOOLEANS = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

export class RegisterServerQuery {
  /** Replaces a server of that name, and only once the new one has answered. */
  @Optional()
  @Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value)
  @IsBoolean({ message: 'force must be true or false' })
  force?: boolean;
}

export class OfServerQuery {
  /** What this server provides alone. */
  @Optional()
  @IsString()
  server?: string;
}

export class ItemQuery {
  /**
   * Canonical, or `<server>__<original name>`.
   * @example "github__search_code"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  name: string;
}

export class GetResourceDto implements GetResourceRequest {
  /**
   * The `mcpj://` form or the upstream's own URI.
   * @example "file:///readme.md"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_URI_LENGTH)
  uri: string;
}
