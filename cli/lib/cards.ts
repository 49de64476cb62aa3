import { colours } from './terminal.js';

const INDENT = '  ';
const GAP = '   ';
/** Of a text that goes on for longer a list shows the beginning. */
const MOST_LINES = 2;

/**
 * Rows that are too wide for a table: what names the row in a line of its own, and below it the rest with the
 * headers as labels, as many in a line as fit. What is empty is left out.
 */
export async function renderCards(
  rows: readonly (readonly string[])[],
  headers: readonly string[],
  width: number,
): Promise<string> {
  const [{ cut, wrap }, { default: stringWidth }] = await Promise.all([
    import('./wrap.js'),
    import('string-width'),
  ]);
  const available = width - INDENT.length;
  const linesOf = (fact: string) => {
    const lines = wrap(fact, { width: available });
    if (lines.length <= MOST_LINES) return lines;
    const last = lines[MOST_LINES - 1] ?? '';
    return [...lines.slice(0, MOST_LINES - 1), `${cut(last, available - 1)}…`];
  };
  const card = ([name = '', ...values]: readonly string[]) => {
    const lines: string[] = [];
    for (const [index, value] of values.entries()) {
      if (value === '') continue;
      const fact = `${colours.dim(`${headers[index + 1]?.toLowerCase()}:`)} ${value}`;
      const longer = `${lines.at(-1)}${GAP}${fact}`;
      if (lines.length > 0 && stringWidth(longer) <= available) lines[lines.length - 1] = longer;
      else lines.push(...linesOf(fact));
    }
    return [colours.bold(name), ...lines.map((line) => INDENT + line)];
  };
  return rows.flatMap(card).join('\n');
}
