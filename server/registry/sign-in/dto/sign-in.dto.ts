import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';
import type {
  AuthorizeServerRequest,
  CompleteSignInRequest,
  OwnCredentialRequest,
} from '../../../../api/servers.js';
import { BEARER_TOKEN } from '../../../../api/limits.js';
import { Follows, Optional } from '../../../common/validation.js';
import { IsHeaders, IsRedirectUri } from '../../dto/rules.js';

/** What the browser brought back. */
export class CompleteSignInDto implements CompleteSignInRequest {
  /** @example "SplxlOBeZQQYbYS6WxSbIA" */
  @IsString()
  @MinLength(1)
  @MaxLength(4096)
  code: string;

  /** @example "af0ifjsldkj" */
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  state: string;

  /**
   * Who says that it answers, or empty when nobody said so; left out by clients that do not pass it on.
   * @example "https://auth.example.com"
   */
  @Optional()
  @IsString()
  @MaxLength(2048)
  iss?: string;
}

export class AuthorizeServerDto implements AuthorizeServerRequest {
  /**
   * Where the browser comes back to; to this server itself if absent.
   * @example "http://127.0.0.1:49152/oauth/callback"
   */
  @Optional()
  @IsRedirectUri()
  oauth_redirect_uri?: string;
}

/** One's own secret at a server where everyone has one: a bearer token, or headers. */
export class OwnCredentialDto implements OwnCredentialRequest {
  /** @example "s3cret" */
  @Optional()
  @Follows(BEARER_TOKEN)
  bearer_token?: string;

  /** @example { "X-Api-Key": "s3cret" } */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  @Optional()
  @IsHeaders()
  headers?: Record<string, string>;
}
