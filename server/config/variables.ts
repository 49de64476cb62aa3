import { isIP } from 'node:net';
import { applyDecorators } from '@nestjs/common';
import { Expose, Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, ValidateBy } from 'class-validator';

/** Names of the variables whose value can come from the file that `X_FILE` names. */
export const fileVariables = new Set<string>();
/** Names of the variables whose value must never be shown. */
export const secretVariables = new Set<string>();

/** Names of all variables that the server reads. */
export const ownVariables = new Set<string>();

/** Names of the variables for which an empty value is one, and not the same as none. */
export const emptiableVariables = new Set<string>();

/** An empty value counts. */
export const MayBeEmpty = (): PropertyDecorator => (_, name) => void emptiableVariables.add(String(name));

/** `X_FILE` may name a file that holds X. */
export const OrFile = (): PropertyDecorator => (_, name) => void fileVariables.add(String(name));

/** Never shown: not in logs, not in errors, not when the configuration is inspected. */
export const Secret = (): PropertyDecorator => (_, name) => void secretVariables.add(String(name));

/** One of the server's variables. */
const Variable = (): PropertyDecorator =>
  applyDecorators(Expose(), (_: object, name?: string | symbol) => void ownVariables.add(String(name)));

/** Variables arrive as text; what does not parse stays text, which the check beside it then refuses. */
const parsed = (parse: (text: string) => unknown) =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parse(value) : value));

const check = (takes: string, validate: (value: unknown) => boolean) =>
  ValidateBy({ name: 'variable', validator: { validate, defaultMessage: () => takes } });

export const WholeNumber = (min: number, max: number) => {
  const message = `a whole number from ${min} to ${max}`;
  return applyDecorators(
    Variable(),
    IsOptional(),
    parsed((text) => (/^-?\d+$/.test(text) ? Number(text) : text)),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
};

export const OneOf = (...values: string[]) =>
  applyDecorators(Variable(), IsOptional(), IsIn(values, { message: values.join(' or ') }));

export const Text = () => applyDecorators(Variable(), IsOptional(), IsString({ message: 'text' }));

const BOOLEANS: Record<string, boolean> = { '1': true, true: true, '0': false, false: false };

export const YesOrNo = () =>
  applyDecorators(
    Variable(),
    IsOptional(),
    parsed((text) => BOOLEANS[text.toLowerCase()] ?? text),
    check('1 or true, 0 or false', (value) => typeof value === 'boolean'),
  );

export const Pattern = (pattern: RegExp, takes: string) =>
  applyDecorators(Variable(), IsOptional(), Matches(pattern, { message: takes }));

/** An absolute http or https URL, kept as it is. */
export const ExactHttpUrl = () =>
  applyDecorators(
    Variable(),
    IsOptional(),
    check('an http or https URL', (value) => isHttpUrl(String(value))),
  );

/** An absolute http or https URL, kept without a slash at its end. */
export const HttpUrl = () =>
  applyDecorators(
    ExactHttpUrl(),
    parsed((text) => text.replace(/\/+$/, '')),
  );

/** Comma-separated, white space around each part cut off. */
export const List = (takes: string, isPart: (part: string) => boolean) =>
  applyDecorators(
    Variable(),
    parsed((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
    check(takes, (value) => Array.isArray(value) && value.every((part) => isPart(String(part)))),
  );

/** `name=value` pairs separated by commas, the values percent-encoded; as in the variables of OpenTelemetry. */
export const Pairs = () =>
  applyDecorators(
    Variable(),
    IsOptional(),
    parsed((text) => readPairs(text) ?? text),
    check(
      'names and values such as a=1,b=2, the values percent-encoded',
      (value) => typeof value === 'object',
    ),
  );

function readPairs(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').map((part) => /^\s*([^=\s]+)=(.*?)\s*$/.exec(part));
  try {
    return Object.fromEntries(pairs.map((pair) => [pair![1]!, decodeURIComponent(pair![2]!)]));
  } catch {
    return undefined;
  }
}

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const longest = { 4: 32, 6: 128 }[isIP(address)];
  return rest.length === 0 && longest !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= longest;
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

export function isOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).origin === text;
}

/** `host` or `host:port`, IPv6 in brackets. */
export function isHost(text: string): boolean {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.test(text);
}
