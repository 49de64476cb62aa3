import { expect } from '@jest/globals';
import type { CliResult } from './cli-process.js';

/** What differs from run to run, by the word that a table has for it, such as `<web>`. */
export type Words = Record<string, string>;

/** Every secret that a test types contains this. */
export const SECRET = 's3cret';

const STACK = /\n\s+at |node_modules|\.js:\d+|mcpj_[cua]_/;

/** Puts the run's own values in place of the words. */
export function filledIn(text: string, words: Words): string {
  return Object.entries(words).reduce((filled, [word, value]) => filled.replaceAll(word, value), text);
}

/**
 * Expects nothing on stdout and on stderr one line, without a stack or a secret.
 * @returns exit status and line, with words for what differs from run to run
 */
export function oneLine({ code, stdout, stderr }: CliResult, words: Words = {}): [number, string] {
  expect(stdout).toBe('');
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  expect(stderr).not.toMatch(STACK);
  expect(stderr).not.toContain(SECRET);
  const line = Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(value, word),
    stderr.slice('error: '.length, -1),
  );
  return [code, line];
}

/** Expects the same with `--json`: nothing but one document on stdout. @returns what it holds */
export function oneDocument({ stdout, stderr }: CliResult): unknown {
  expect(stderr).toBe('');
  expect(stdout).not.toMatch(STACK);
  expect(stdout).not.toContain(SECRET);
  return (JSON.parse(stdout) as { error: unknown }).error;
}
