import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { offenceIn } from '../../definitions/parse.js';
import { readJsonObject } from './json-document.js';

describe('JSON documents', () => {
  it('reads an object', () => {
    expect(readJsonObject('{"a": [1]}', Error)).toEqual({ a: [1] });
  });

  it.each([
    ['', 'is empty; a JSON object is needed'],
    [' \n', 'is empty; a JSON object is needed'],
    ['[1]', 'holds a list; a JSON object is needed'],
    ['null', 'holds null; a JSON object is needed'],
    ['7', 'holds a number; a JSON object is needed'],
    ['{"a": 1,}', 'is not JSON (line 1, column 9)'],
    ['{\n  "a": tru,\n}', 'is not JSON (line 2, column 11)'],
    ['{\n  "a": 1\n  "b": 2\n}', 'is not JSON (line 3, column 3)'],
    ['{"a": 1', 'is not JSON (line 1, column 8)'],
    ['{"a": "b\n"}', 'is not JSON (line 1, column 9)'],
    ["{'a': 1}", 'is not JSON (line 1, column 2)'],
    ['name: github', 'is not JSON (line 1, column 2)'],
    ['{} {}', 'is not JSON (line 1, column 4)'],
  ])('%j %s', (text, message) => {
    expect(() => readJsonObject(text, Error)).toThrow(new Error(message));
  });

  it('finds the place where something foreign was put in', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, seed) => {
        const at = seed % (json.length + 1);
        const spoiled = `${json.slice(0, at)}\u0001${json.slice(at)}`;
        expect(offenceIn(spoiled)).toBe(at);
      }),
    );
  });
});
