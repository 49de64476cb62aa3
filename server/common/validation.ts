import { applyDecorators, type ValidationError, ValidationPipe } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, ValidateBy, type ValidationOptions } from 'class-validator';
import type { NameRule } from '../../api/limits.js';
import { InvalidError } from './errors.js';

type TextRule = NameRule & { minLength?: number };

/** More than anyone reads; keeps an answer small whatever was sent. */
const MOST_DETAILS = 50;

/** What bodies and queries go through: known fields only, each as its DTO says. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    stopAtFirstError: true,
    exceptionFactory: (errors) => {
      const details = linesOf(errors).slice(0, MOST_DETAILS);
      return new InvalidError(`the request is invalid: ${details.join('; ')}`, details);
    },
  });
}

/** One line for each field that is wrong, named by its path. */
function linesOf(errors: ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => {
    const field = path + clip(error.property);
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) =>
      rule === 'whitelistValidation' ? `unknown field "${field}"` : prefixed(field, message, error.property),
    );
    return [...own, ...linesOf(error.children ?? [], `${field}.`)];
  });
}

/** class-validator begins its messages with the field's bare name; nested ones get the whole path. */
function prefixed(field: string, message: string, property: string): string {
  return message.startsWith(`${property} `) ? field + message.slice(property.length) : `${field}: ${message}`;
}

function clip(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}

/** A name or value as `api/limits.ts` rules it. */
export function Follows(rule: TextRule, options?: ValidationOptions): PropertyDecorator {
  const { pattern, minLength = 1, maxLength, description } = rule;
  const validate = (value: unknown) =>
    typeof value === 'string' &&
    value.length >= minLength &&
    value.length <= maxLength &&
    pattern.test(value);
  const defaultMessage = () => `$property must ${options?.each ? 'each ' : ''}be ${description}`;
  const follows = ValidateBy({ name: 'follows', validator: { validate, defaultMessage } }, options);
  if (options?.each) return follows;
  return applyDecorators(follows, ApiProperty({ pattern: pattern.source, minLength, maxLength }));
}

const BOOLEANS = new Map<unknown, boolean>([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** Of a query, where everything is text. */
export function IsFlag(): PropertyDecorator {
  return applyDecorators(
    Optional(),
    Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value),
    IsBoolean({ message: '$property must be true or false' }),
  );
}

/** A field that may be left out; `null` counts as left out, as MCPJungle's client sends it. */
export function Optional(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => value ?? undefined),
  );
}

/** A field that may be left out, or be `null`, which says that it is to be empty. */
export function Nullable(): PropertyDecorator {
  return IsOptional();
}
