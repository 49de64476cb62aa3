import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { type Column, renderTable } from './table.js';
import { oneLine } from './terminal.js';

interface Row {
  name: string;
  text: string;
}

const COLUMNS: Column<Row>[] = [
  { header: 'NAME', value: ({ name }) => name },
  { header: 'DAY', value: () => '2026-01-02T03:04:05Z', look: () => '2026-01-02' },
  { header: 'TEXT', value: ({ text }) => text, flexible: true },
];
const ROWS: Row[] = [
  { name: 'github__create_issue', text: 'Creates an issue in a repository of yours' },
  { name: 'time', text: 'Says\twhat\ntime it is' },
];
const PIPE = undefined;

describe('a table', () => {
  it('is tab-separated in a pipe, without a header, nothing cut, a line a row', async () => {
    expect(await renderTable(ROWS, COLUMNS, PIPE)).toBe(
      'github__create_issue\t2026-01-02T03:04:05Z\tCreates an issue in a repository of yours\n' +
        'time\t2026-01-02T03:04:05Z\tSays what time it is',
    );
  });

  it('has a header and columns on a terminal', async () => {
    expect(await renderTable(ROWS, COLUMNS, 100)).toBe(
      [
        'NAME                  DAY         TEXT',
        'github__create_issue  2026-01-02  Creates an issue in a repository of yours',
        'time                  2026-01-02  Says what time it is',
      ].join('\n'),
    );
  });

  it('cuts what may be cut', async () => {
    expect(await renderTable(ROWS, COLUMNS, 55)).toBe(
      [
        'NAME                  DAY         TEXT',
        'github__create_issue  2026-01-02  Creates an issue in …',
        'time                  2026-01-02  Says what time it is',
      ].join('\n'),
    );
  });

  it('becomes cards where too little would be left', async () => {
    expect(await renderTable(ROWS, COLUMNS, 40)).toBe(
      [
        'github__create_issue',
        '  day: 2026-01-02',
        '  text: Creates an issue in a repository',
        '  of yours',
        'time',
        '  day: 2026-01-02',
        '  text: Says what time it is',
      ].join('\n'),
    );
    const [, first] = (await renderTable([{ name: 'a', text: 'short' }], COLUMNS, 38)).split('\n');
    expect(first).toBe('a     2026-01-02  short');
  });

  it('shows two lines of a long text on a card', async () => {
    const rows = [{ name: 'github__create_an_issue_in_a_repository', text: 'all of it '.repeat(9) }];
    expect((await renderTable(rows, COLUMNS, 40)).split('\n').slice(2)).toEqual([
      '  text: all of it all of it all of it',
      '  all of it all of it all of it all of…',
    ]);
  });

  it('leaves columns out that hold nothing', async () => {
    const rows = ROWS.map(({ name }) => ({ name, text: '' }));
    expect((await renderTable(rows, COLUMNS, 80)).split('\n')[0]).toBe('NAME                  DAY');
    expect(await renderTable([{ name: '', text: '' }], COLUMNS, 80)).toMatch(/^NAME {2}DAY/);
  });

  it('lets no control character through', async () => {
    const rows = [{ name: 'a', text: 'red \u001b[31malert\u0007\u009b2J' }];
    for (const width of [PIPE, 80]) {
      expect(await renderTable(rows, COLUMNS, width)).toContain('red [31malert2J');
    }
  });

  it('measures marks that older tables of widths do not know', async () => {
    const rows = [
      { name: '𖿠', text: '⺀ !⺀ ! 🆑𖿠!' },
      { name: '! ꓐ ⺀𖿠⺀ 𖿠', text: '' },
    ];
    for (const line of (await renderTable(rows, COLUMNS, 41)).split('\n'))
      expect(stringWidth(line)).toBeLessThanOrEqual(41);
  });

  it('fits any terminal but for words that are longer than its lines', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const rows = fc.array(fc.record({ name: text, text }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 40, max: 160 }), async (data, width) => {
        const lines = (await renderTable(data, COLUMNS, width)).split('\n');
        const names = data.map(({ name }) => oneLine(name));
        for (const line of lines) {
          const isTooLong = stringWidth(line) > width && !names.includes(line) && line.trim().includes(' ');
          expect(isTooLong).toBe(false);
        }
      }),
    );
  });
});
