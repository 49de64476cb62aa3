import stringWidth from 'string-width';

/**
 * Breaks lines between words, so that a terminal does not break them within; a word that is longer than a
 * line stays whole.
 * @param indent goes in front of every line
 */
export function wrap(text: string, { width, indent = '' }: { width: number; indent?: string }): string[] {
  return text
    .split('\n')
    .flatMap((paragraph) => wrapParagraph(paragraph.trim(), width - indent.length))
    .map((line) => indent + line);
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines = [''];
  for (const word of paragraph.split(/ +/)) {
    const last = lines.at(-1) ?? '';
    const longer = last === '' ? word : `${last} ${word}`;
    if (last === '' || stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** As much of a text as a line of this width holds. */
export function cut(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return kept;
}
