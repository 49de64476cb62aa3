import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { OverrideToolRequest } from '../../../api/tools.js';

/** `IsOptional` lets null through, which says something here: take it back. */
export class OverrideToolDto implements OverrideToolRequest {
  /**
   * The name that agents see behind `<server>__`; empty or null for its own.
   * @example "find"
   */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Za-z0-9_-]*$/, { message: 'rename must be letters, digits, _ and -' })
  @MaxLength(64)
  rename?: string | null;

  /**
   * The description that agents see; empty or null for its own.
   * @example "Finds code. Ask for one language at a time."
   */
  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  // PostgreSQL has no text with this character.
  // eslint-disable-next-line no-control-regex -- it is what we look for
  @Matches(/^[^\u0000]*$/, { message: 'description must not hold the character U+0000' })
  description?: string | null;
}
