import { describe, expect, it } from '@jest/globals';
import { parseExact } from '../../lib/exact-json.js';
import { piecesOf } from './tool-result.js';

describe('the pieces of a result', () => {
  it.each([
    ['text', { type: 'text', text: 'hello' }, { text: 'hello' }],
    [
      'an image',
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { base64: 'AAAA', mimeType: 'image/png', origin: 'a__b.image' },
    ],
    [
      'audio',
      { type: 'audio', data: 'AAAA', mimeType: 'audio/wav' },
      { base64: 'AAAA', mimeType: 'audio/wav', origin: 'a__b.audio' },
    ],
    ['a text resource', { type: 'resource', resource: { uri: 'u', text: 'hello' } }, { text: 'hello' }],
    [
      'a binary resource',
      { type: 'resource', resource: { uri: 'file:///x.pdf', blob: 'AAAA' } },
      { base64: 'AAAA', mimeType: '', origin: 'file:///x.pdf' },
    ],
    ['a link', { type: 'resource_link', name: 'readme', uri: 'file:///r' }, { text: 'readme: file:///r' }],
    ['what is new', { type: 'hologram', depth: 3 }, { text: '{\n  "type": "hologram",\n  "depth": 3\n}' }],
    ['a resource without any', { type: 'resource' }, { text: '' }],
  ])('%s', (_, block, piece) => {
    expect(piecesOf({ content: [block] }, 'a__b')).toEqual([piece]);
  });

  it('have structured content as JSON, its numbers as they were', () => {
    const structuredContent = parseExact('{"n":9007199254740993}');
    expect(piecesOf({ content: [], structuredContent }, 't')).toEqual([
      { text: '{\n  "n": 9007199254740993\n}' },
    ]);
  });

  it('have it once when a text spells it out', () => {
    const text = '{"b":2,"a":[1]}';
    expect(piecesOf({ content: [{ type: 'text', text }], structuredContent: { a: [1], b: 2 } }, 't')).toEqual(
      [{ text }],
    );
  });

  it('are none where there is no content', () => {
    expect(piecesOf(JSON.parse('{}') as { content: [] }, 't')).toEqual([]);
  });
});
