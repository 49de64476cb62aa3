import { describe, expect, it } from '@jest/globals';
import { legacyDefinition, wrapsOutput } from './output-schema.js';

const tool = (schema?: string) =>
  `{"name":"t"${schema === undefined ? '' : `,"outputSchema":${schema}`},"x":1.0}`;

describe('the output schema of a tool', () => {
  it.each([
    ['{"type":"array"}', true],
    ['{"anyOf":[{"type":"object"}]}', true],
    ['{"type":["object","null"]}', true],
    ['true', true],
    ['{"type":"object","properties":{}}', false],
    [undefined, false],
  ])('%s: wrapped is %s', (schema, wraps) => {
    expect(wrapsOutput({ original: tool(schema) })).toBe(wraps);
  });

  it.each([
    [
      '{"maximum":1e400}',
      '{"name":"t","outputSchema":{"type":"object","properties":{"result":{"maximum":1e400}}},"x":1.0}',
    ],
    ['{"$ref":"#/$defs/a","$defs":{"a":{}}}', '{"name":"t","x":1.0}'],
    [undefined, '{"name":"t","x":1.0}'],
  ])('%s reaches legacy clients as %s', (schema, expected) => {
    expect(legacyDefinition(tool(schema))).toBe(expected);
  });
});
