import { readdirSync, readFileSync } from 'node:fs';
import { CHECKOUT } from './checkout.js';

export interface ShellBlock {
  /** `run`: as it is; `background`: keeps running; `elsewhere`: needs what a test machine lacks. */
  kind: 'run' | 'background' | 'elsewhere';
  /** Line of the document at which it begins. */
  line: number;
  text: string;
}

/** Every Markdown file for people, relative to the checkout. */
export function documents(): string[] {
  const docs = readdirSync(`${CHECKOUT}/docs`, { recursive: true, encoding: 'utf8' });
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
}

/** The shell blocks of a document, in order. @throws when one is tagged with a word that means nothing */
export function shellBlocks(document: string): ShellBlock[] {
  const text = readFileSync(`${CHECKOUT}/${document}`, 'utf8');
  return [...text.matchAll(/^```(?:sh|bash|shell|console)(?: +(\S+))?\n([^]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return { kind: kindOf(match[1], `${document}:${line}`), line, text: match[2] ?? '' };
  });
}

/** What a document links to inside the checkout, without the part behind `#`. */
export function relativeLinks(document: string): string[] {
  const text = readFileSync(`${CHECKOUT}/${document}`, 'utf8');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return targets.filter((target) => !/^(\w+:|#)/.test(target)).map((target) => target.replace(/#.*/, ''));
}

function kindOf(tag: string | undefined, place: string): ShellBlock['kind'] {
  if (tag === undefined) return 'run';
  if (tag === 'background' || tag === 'elsewhere') return tag;
  throw new Error(`${place}: a shell block tagged "${tag}"`);
}
