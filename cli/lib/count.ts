/** How many there are, in words: `1 tool`, `2 tools`. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
