/** Stands in front of a number that JavaScript would not write as it was; no text of a person begins so. */
const MARK = '\u0000number:';
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const MARKED = /"\\u0000number:([-+.\deE]+)"/g;

/**
 * Like `JSON.parse`, but a number that would be rounded (9007199254740993) or written differently (1.0)
 * is kept as a marked string, which `stringifyExact` turns into the original digits again.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExact(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  const marked = outsideStrings(text, (part) =>
    part.replace(NUMBER, (digits) =>
      String(Number(digits)) === digits ? digits : `"${'\\u0000'}number:${digits}"`,
    ),
  );
  return marked === text ? plain : JSON.parse(marked);
}

/** Writes what `parseExact` read; `indent` spaces a level, all in one line without. */
export function stringifyExact(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(MARKED, '$1');
}

/** Whether `parseExact` kept this value as the digits of a number. */
export function isExactNumber(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.startsWith(MARK));
}

/** Rewrites what stands between the strings of a JSON text. */
function outsideStrings(text: string, rewrite: (part: string) => string): string {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('"', at);
    if (open === -1) return result + rewrite(text.slice(at));
    const end = closingQuote(text, open) + 1;
    result += rewrite(text.slice(at, open)) + text.slice(open, end);
    at = end;
  }
  return result;
}

/** A regular expression would need a stack as deep as the string is long. */
function closingQuote(text: string, open: number): number {
  let at = open;
  do at = text.indexOf('"', at + 1);
  while (at !== -1 && isEscaped(text, at));
  return at === -1 ? text.length : at;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
