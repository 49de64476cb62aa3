import { ERROR_CODES, type ErrorBody, type ErrorCode } from '../../api/errors.js';
import { ApiProperty } from '@nestjs/swagger';

/** The body of every failed answer. */
export class ErrorResponse implements ErrorBody {
  /**
   * One sentence that says what is wrong and, where it helps, what to do.
   * @example "this needs the admin role"
   */
  error: string;

  /** Stable: scripts may branch on it. */
  @ApiProperty({ enum: ERROR_CODES, enumName: 'ErrorCode' })
  code: ErrorCode;

  /** One line for each field that is wrong, or the nearest names of what was not found. */
  details?: string[];
}
