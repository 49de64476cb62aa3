import { Transform } from 'class-transformer';
import { IsInt, IsNotEmpty, IsString, Max, MaxLength, Min } from 'class-validator';
import { Optional } from '../../../common/validation.js';

export class SearchQuery {
  /**
   * Words, or the beginnings of words.
   * @example "create issue"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(512)
  q: string;

  /** How many tools at most. */
  @Optional()
  @Transform(({ value }: { value: unknown }) => (value === undefined ? 20 : Number(value)))
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 20;
}
