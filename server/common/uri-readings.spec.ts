import { describe, expect, it } from '@jest/globals';
import { plainest, readingsOf } from './uri-readings.js';

const SAME = [
  'file:///etc/passwd',
  'file:///a/../etc/passwd',
  'file:///a/%2e%2E/etc/passwd',
  'file:///a/%2e%2e%2fetc/passwd',
  'file:///%65tc/p%61sswd',
  'file:///a/%252e%252e/etc/passwd',
  'FILE:///etc/passwd',
  'file://localhost/etc/passwd',
  'file:////etc//passwd',
  'file:///etc/./passwd',
  'file:///a\\..\\etc\\passwd',
  'file:/etc/passwd',
];

describe('the readings of a URI', () => {
  it.each(SAME)('hold what %s may be taken for', (uri) => {
    expect(readingsOf(uri)[0]).toBe(uri);
    expect(readingsOf(uri)).toContain('file:///etc/passwd');
    expect(plainest(uri)).toBe('file:///etc/passwd');
  });

  it.each([
    ['file://some.host/etc/passwd', 'file:///etc/passwd'],
    ['file:///etc/passwd?x=1', 'file:///etc/passwd'],
    ['file:///etc/passwd#x', 'file:///etc/passwd'],
    ['HTTP://Example.com:80/a b', 'http://example.com/a b'],
    ['repo://Owner/x', 'repo://owner/x'],
    ['file:///%ff/../etc/passwd', 'file:///etc/passwd'],
  ])('of %s hold %s', (uri, reading) => expect(readingsOf(uri)).toContain(reading));

  it.each([
    'file:///etc/passwd',
    'github__push',
    'github__*',
    'mcpj://res/a/eA',
    'not a uri',
    '',
    'http://[',
    '%',
  ])('of %j begin with it and are few', (uri) => {
    expect(readingsOf(uri)[0]).toBe(uri);
    expect(readingsOf(uri).length).toBeLessThan(5);
  });

  it('keep apart what differs', () => {
    for (const uri of ['http://a/x?y=1', 'http://a/x?y=2', 'http://a/X', 'http://a/x', 'note://1']) {
      expect(plainest(uri)).toBe(uri);
    }
  });
});
