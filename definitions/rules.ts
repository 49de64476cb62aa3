import type { NameRule } from '../api/limits.js';
import type { Rule } from './shape.js';

/** A name or value as `api/limits.ts` rules it. */
export function follows({
  pattern,
  minLength = 1,
  maxLength,
  description,
}: NameRule & { minLength?: number }): Rule {
  return (value) =>
    typeof value === 'string' && value.length >= minLength && value.length <= maxLength && pattern.test(value)
      ? undefined
      : `must be ${description}`;
}

/** One of these words. */
export function oneOf(words: readonly string[]): Rule {
  const all = words.map((word) => `"${word}"`);
  const said = `must be ${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
  return (value) => (words.includes(value as string) ? undefined : said);
}

export function wholeNumber(min: number, max: number): Rule {
  return (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? undefined
      : `must be a whole number from ${min} to ${max}`;
}

/** What every database can hold. */
export function text(maxLength: number): Rule {
  return (value) => {
    if (String(value).length > maxLength) return `must be at most ${maxLength} characters long`;
    return String(value).includes('\0') ? 'must be text without the character NUL' : undefined;
  };
}

export function atMost(count: number): Rule {
  return (value) => ((value as unknown[]).length > count ? `must hold at most ${count} items` : undefined);
}
