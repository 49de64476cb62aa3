import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { type Column, renderTable } from './table.js';

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

  it('cuts what may be cut, not the names', async () => {
    expect(await renderTable(ROWS, COLUMNS, 50)).toBe(
      [
        'NAME                 DAY        TEXT',
        'github__create_issue 2026-01-02 Creates an issue …',
        'time                 2026-01-02 Says what time it…',
      ].join('\n'),
    );
  });

  it('cuts the names last of all', async () => {
    const [, first] = (await renderTable(ROWS, COLUMNS, 36)).split('\n');
    expect(first).toBe('github__create_issue 2026-0… Create…');
    const [, narrow] = (await renderTable(ROWS, COLUMNS, 30)).split('\n');
    expect(narrow).toBe('github__create_… 2026-… Creat…');
  });

  it('lets no control character through', async () => {
    const rows = [{ name: 'a', text: 'red \u001b[31malert\u0007\u009b2J' }];
    for (const width of [PIPE, 80]) {
      expect(await renderTable(rows, COLUMNS, width)).toContain('red [31malert2J');
    }
  });

  it('fits any terminal that can hold it, whatever it shows', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    const rows = fc.array(fc.record({ name: text, text }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 40, max: 160 }), async (data, width) => {
        const lines = (await renderTable(data, COLUMNS, width)).split('\n');
        expect(lines).toHaveLength(data.length + 1);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});
