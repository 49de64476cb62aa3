import { stringValue } from '../../wire/members.js';
import type { Members, Span } from '../../wire/message.js';
import { InvalidParamsError } from './call-error.js';

/** A string among a request's parameters, and where it stands. */
export interface StringParam {
  readonly value: string;
  readonly span: Span;
}

/** @throws InvalidParamsError when there is none, or something else than a string */
export function stringMember(bytes: Buffer, members: Members, key: string): StringParam {
  const span = members.get(key);
  const value = span && stringValue(bytes, span);
  if (value === undefined) throw new InvalidParamsError(`"${key}" must be a string`);
  return { value, span: span! };
}
