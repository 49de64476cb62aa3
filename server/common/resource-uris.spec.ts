import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distinctUri, parseAlias, resourceAlias, templateAlias } from './resource-uris.js';

const server = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,20}$/);
const uri = fc.oneof(fc.webUrl(), fc.string({ unit: 'grapheme', minLength: 1 }));

describe('aliases of resources', () => {
  // Pinned: these are MCPJungle's own, and stored in agents' configurations.
  it('are base64 of the standard alphabet, unpadded', () => {
    expect(resourceAlias('docs', 'file:///a?b')).toBe('mcpj://res/docs/ZmlsZTovLy9hP2I');
    expect(resourceAlias('docs', '>>>???')).toBe('mcpj://res/docs/Pj4+Pz8/');
    expect(distinctUri('docs', 'file:///a?b')).toBe('mcpj://res/docs/ZmlsZTovLy9hP2I');
    expect(distinctUri('docs', 'ui://>>>???')).toBe('ui://mcpj/docs/dWk6Ly8-Pj4_Pz8');
  });

  it('give back server and URI', () => {
    fc.assert(
      fc.property(server, uri, (name, original) => {
        const expected = { kind: 'resource', server: name, uri: original };
        expect(parseAlias(resourceAlias(name, original))).toEqual(expected);
        expect(parseAlias(distinctUri(name, `ui://${original}`))).toEqual({
          ...expected,
          uri: `ui://${original}`,
        });
      }),
    );
  });

  it('are read in base64url and padded too', () => {
    fc.assert(
      fc.property(server, uri, (name, original) => {
        const padded = Buffer.from(original).toString('base64');
        const url = Buffer.from(original).toString('base64url');
        for (const text of [padded, url]) {
          expect(parseAlias(`mcpj://res/${name}/${text}`)?.uri).toBe(original);
        }
      }),
    );
  });
});

describe('aliases of templates', () => {
  it('keep the template as it is', () => {
    expect(templateAlias('docs', 'file:///{path}')).toBe('mcpj://tpl/docs/file:///{path}');
  });

  it('give back what a client made of the template', () => {
    fc.assert(
      fc.property(server, uri, (name, expanded) => {
        expect(parseAlias(templateAlias(name, expanded))).toEqual({
          kind: 'template',
          server: name,
          uri: expanded,
        });
      }),
    );
  });
});

describe('parseAlias', () => {
  it.each([
    'file:///x',
    'mcpj://res/',
    'mcpj://res/docs',
    'mcpj://res/docs/',
    'mcpj://res/docs/***',
    'mcpj://res//ZmlsZQ',
    'mcpj://res/docs/_w',
    'mcpj://tpl/docs/',
    'mcpj://other/docs/ZmlsZQ',
    'ui://app/docs/ZmlsZQ',
  ])('leaves %s alone', (other) => expect(parseAlias(other)).toBeUndefined());

  it('survives anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseAlias(text);
        parseAlias(`mcpj://res/a/${text}`);
      }),
    );
  });
});
