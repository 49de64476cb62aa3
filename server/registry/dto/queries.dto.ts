import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { GetResourceRequest } from '../../../api/resources.js';
import { IsFlag, Optional } from '../../common/validation.js';

const MAX_URI_LENGTH = 16_384;
export class RegisterServerQuery {
  /** Replaces a server of that name, and only once the new one has answered. */
  @IsFlag()
  force?: boolean;
}

export class ServerConfigsQuery {
  /** In clear unless this is false. */
  @IsFlag()
  secrets?: boolean;
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

export class EntityQuery {
  /**
   * A server, for all it provides of this kind, or one item by its canonical name; for resources a URI too.
   * @example "github"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_URI_LENGTH)
  entity: string;
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
