import { describe, expect, it } from '@jest/globals';
import { type GoType, goDecode } from './go-decoder.js';

const TOOL = {
  struct: { ID: 'uint', name: 'string', tags: { list: 'string' }, meta: { map: 'any' } },
} as const;

describe('the decoder', () => {
  it.each<[unknown, GoType, unknown]>([
    [{}, TOOL, { ID: 0, name: '', tags: null, meta: null }],
    [{ id: 7, NAME: 'x', more: 1 }, TOOL, { ID: 7, name: 'x', tags: null, meta: null }],
    [{ name: null, tags: [], meta: { a: 1 } }, TOOL, { ID: 0, name: '', tags: [], meta: { a: 1 } }],
    [null, { list: 'string' }, null],
  ])('takes %j', (value, type, decoded) => {
    expect(goDecode(value, type)).toEqual(decoded);
  });

  it.each<[unknown, GoType]>([
    [{ id: 'seven' }, TOOL],
    [{ id: -1 }, TOOL],
    [{ name: 1 }, TOOL],
    [{ tags: 'x' }, TOOL],
    [{ tags: [1] }, TOOL],
    [{ meta: [] }, TOOL],
    [[], TOOL],
    ['x', 'bool'],
  ])('takes no %j', (value, type) => {
    expect(() => goDecode(value, type)).toThrow(/^json: cannot unmarshal/);
  });
});
