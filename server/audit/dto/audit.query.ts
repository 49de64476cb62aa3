import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsString, Max, MaxLength, Min, ValidateBy } from 'class-validator';
import { AUDIT_PAGE, type AuditQuery, MAX_AUDIT_PAGE, type Outcome, OUTCOMES } from '../../../api/audit.js';
import { Optional } from '../../common/validation.js';
import { isMoment } from '../moments.js';

const MOMENT_RULE = '$property must be an ISO time such as 2026-11-23T08:00:00Z, or a duration such as 24h';

function Moment(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && isMoment(value);
  return applyDecorators(
    Optional(),
    ValidateBy({ name: 'moment', validator: { validate, defaultMessage: () => MOMENT_RULE } }),
  );
}

function Name(): PropertyDecorator {
  return applyDecorators(Optional(), IsString(), IsNotEmpty(), MaxLength(512));
}

export class AuditQueryDto implements AuditQuery {
  /**
   * From when on: an ISO time, or how long ago.
   * @example "24h"
   */
  @Moment()
  since?: string;

  /**
   * Up to when, likewise.
   * @example "2026-11-23T08:00:00Z"
   */
  @Moment()
  until?: string;

  /**
   * The name of a user or an MCP client.
   * @example "claude-desktop"
   */
  @Name()
  actor?: string;

  /** @example "github" */
  @Name()
  server?: string;

  /**
   * The canonical name of a tool or prompt, or the URI of a resource.
   * @example "github__search_code"
   */
  @Name()
  tool?: string;

  @Optional()
  @IsIn(OUTCOMES)
  outcome?: Outcome;

  /** The `next_cursor` of the page before. */
  @Optional()
  @IsString()
  @MaxLength(64)
  cursor?: string;

  /** How many entries at most. */
  @Optional()
  @Transform(({ value }: { value: unknown }) => (value === undefined ? AUDIT_PAGE : Number(value)))
  @IsInt()
  @Min(1)
  @Max(MAX_AUDIT_PAGE)
  limit: number = AUDIT_PAGE;
}
