import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { Optional } from './validation.js';

/**
 * Where a file says that its token is to be found: MCPJungle's client sends it along, empty. A server could not
 * read the variables of whoever sends it.
 */
export function UnusedTokenReference(): PropertyDecorator {
  const defaultMessage = () =>
    '$property is for files, which the command line reads; send the token itself as access_token';
  return applyDecorators(
    ApiPropertyOptional({ deprecated: true, type: 'object', additionalProperties: { type: 'string' } }),
    Optional(),
    ValidateBy({ name: 'unusedTokenReference', validator: { validate: isUnused, defaultMessage } }),
  );
}

function isUnused(reference: unknown): boolean {
  if (typeof reference !== 'object' || reference === null || Array.isArray(reference)) return false;
  return Object.values(reference).every((value) => value === '' || value === null);
}
