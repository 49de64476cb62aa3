/**
 * Whether these literals stand in a text in their order, the first at its beginning, the last at its end, with
 * anything in between. A search, not a regular expression: what is written by others must not cost more.
 */
export function fitsAround(literals: readonly string[], text: string): boolean {
  const first = literals[0]!;
  const last = literals.at(-1)!;
  if (literals.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const literal of literals.slice(1, -1)) {
    at = text.indexOf(literal, at);
    if (at < 0) return false;
    at += literal.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}

const ANY = '*';

/** Names, and patterns of names in which `*` stands for any text, none included. Compared exactly. */
export class NamePatterns {
  /** By each name the pattern that it stands in. */
  private readonly names: ReadonlyMap<string, string>;
  private readonly patterns: readonly { readonly pattern: string; readonly literals: readonly string[] }[];

  /** @param readings a pattern in all the ways in which it may be meant */
  constructor(patterns: Iterable<string> = [], readings = (pattern: string): readonly string[] => [pattern]) {
    const all = [...patterns].flatMap((pattern) => readings(pattern).map((text) => ({ pattern, text })));
    const names = all.filter(({ text }) => !text.includes(ANY));
    this.names = new Map(names.map(({ pattern, text }) => [text, pattern]));
    this.patterns = all
      .filter(({ text }) => text.includes(ANY))
      .map(({ pattern, text }) => ({ pattern, literals: text.split(ANY) }));
  }

  get isEmpty(): boolean {
    return this.names.size === 0 && this.patterns.length === 0;
  }

  /** @returns the first of the patterns that one of an item's names matches; names go before patterns */
  match(names: readonly string[]): string | undefined {
    const named = names.find((name) => this.names.has(name));
    if (named !== undefined) return this.names.get(named);
    return this.patterns.find(({ literals }) => names.some((name) => fitsAround(literals, name)))?.pattern;
  }
}
