import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { CHECKOUT } from '../support/checkout.js';

const PAGE = readFileSync(join(CHECKOUT, 'docs/architecture.md'), 'utf8');

const foldersOf = (path: string) =>
  readdirSync(join(CHECKOUT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

describe('the page on architecture', () => {
  it('shows every module of the server', () => {
    const [, block = ''] = /^server\/\n([^]*?)^\w/m.exec(PAGE) ?? [];
    const shown = [...block.matchAll(/(?<=^ {2}(?:[a-z-]+\/ {2})?)[a-z-]+(?=\/)/gm)].map(([name]) => name);
    expect(shown.sort()).toEqual(foldersOf('server'));
  });

  it('says of every module of the server what it may import', () => {
    const rows = [...PAGE.matchAll(/^\| (`.*?`) +\|/gm)].flatMap(([, names = '']) => names.split(', '));
    expect(rows.map((name) => name.replaceAll('`', '')).sort()).toEqual(foldersOf('server'));
  });

  it('names every plugin of the command line', () => {
    const [, line = ''] = /^ {2}plugins\/ +(.*?):/m.exec(PAGE) ?? [];
    expect(line.split(', ').sort()).toEqual(foldersOf('cli/plugins'));
  });
});
