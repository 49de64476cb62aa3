import { basename, dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SECRET_MASK } from '../api/servers.js';
import { anyDefinitions } from '../test/support/arbitrary-definitions.js';
import { FACTS, type Kind, KINDS } from './kinds.js';
import { readDefinitions } from './read-definitions.js';
import type { JsonDocument } from './shape.js';
import { type DefinitionsByKind, writeDefinitions, type WrittenFile } from './write-definitions.js';

const NONE: DefinitionsByKind = { server: [], group: [], 'mcp-client': [], user: [] };

/** What files define, read as they lie in the folder of an export. */
async function readBack(
  files: readonly WrittenFile[],
  env: Record<string, string>,
): Promise<DefinitionsByKind> {
  const found: Record<Kind, JsonDocument[]> = { server: [], group: [], 'mcp-client': [], user: [] };
  for (const { file, text, type } of files) {
    const source = { path: file, folder: basename(dirname(file)), text };
    const { problems, definitions, kept } = await readDefinitions(source, { env });
    expect({ file, problems, kept, kinds: definitions.map(({ kind }) => kind) }).toEqual({
      file,
      problems: [],
      kept: [],
      kinds: [type],
    });
    found[type].push(definitions[0]!.fields);
  }
  return found;
}

/** With every secret of servers masked, as the server tells them unless it is asked for secrets. */
function masked(definitions: DefinitionsByKind): { definitions: DefinitionsByKind; secrets: string[] } {
  const secrets: string[] = [];
  const mask = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return secrets.push(value as string) && SECRET_MASK;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item)]));
  };
  const sorted = [...definitions.server].sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  const server = sorted.map((document) => {
    const keys = Object.keys(FACTS.server.shape).filter((key) => FACTS.server.shape[key]?.secret);
    const given = keys.filter((key) => document[key] !== undefined && document[key] !== null);
    return { ...document, ...Object.fromEntries(given.map((key) => [key, mask(document[key])])) };
  });
  return { definitions: { ...definitions, server }, secrets };
}

/** As files say it: what is empty is absent; by name. */
function plain(definitions: DefinitionsByKind): DefinitionsByKind {
  const compact = (document: JsonDocument) =>
    Object.fromEntries(
      Object.entries(document).filter(([, value]) =>
        typeof value === 'object' && value !== null
          ? Object.keys(value).length > 0
          : value !== undefined && value !== null && value !== '' && value !== false,
      ),
    );
  const sorted = (documents: readonly JsonDocument[]) =>
    documents.map(compact).sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  return Object.fromEntries(KINDS.map((kind) => [kind, sorted(definitions[kind])])) as Record<
    Kind,
    JsonDocument[]
  >;
}

describe('writeDefinitions', () => {
  it('writes what reading gives back, and then the same bytes again', async () => {
    await fc.assert(
      fc.asyncProperty(anyDefinitions, async (definitions) => {
        const { files, variables } = writeDefinitions(definitions);
        const read = await readBack(files, {});
        expect(plain(read)).toEqual(plain(definitions));
        expect(variables).toEqual([]);
        expect(writeDefinitions(read).files).toEqual(files);
      }),
    );
  });

  it('gives each masked secret a variable of its own, by which it comes back', async () => {
    await fc.assert(
      fc.asyncProperty(anyDefinitions, async (original) => {
        const { definitions, secrets } = masked(original);
        const { files, variables } = writeDefinitions(definitions);
        expect(variables).toHaveLength(secrets.length);
        for (const secret of secrets.filter((text) => text.length > 4 && /^[a-z]+$/i.test(text))) {
          expect(files.filter(({ type, text }) => type === 'server' && text.includes(`"${secret}"`))).toEqual(
            [],
          );
        }
        const env = Object.fromEntries(variables.map((variable, index) => [variable, secrets[index]!]));
        expect(plain(await readBack(files, env))).toEqual(plain(original));
      }),
    );
  });

  it('never lets two files meet, on any file system', () => {
    fc.assert(
      fc.property(anyDefinitions, (definitions) => {
        const names = writeDefinitions(definitions).files.map(({ file }) => file);
        expect(new Set(names.map((file) => file.toLowerCase())).size).toBe(names.length);
        for (const file of names) expect(file).toMatch(/^[a-z_]+\/[A-Za-z0-9~][A-Za-z0-9._@+~-]*\.json$/);
      }),
    );
  });

  it('names files and variables for people', () => {
    const server = {
      transport: 'streamable_http',
      url: 'https://example.com/mcp',
      session_mode: 'stateless',
    };
    const { files, variables } = writeDefinitions({
      ...NONE,
      server: [
        { ...server, name: 'git-hub', bearer_token: '***', headers: { 'X-Api-Key': '***' }, description: '' },
        { ...server, name: 'git_hub', bearer_token: '***' },
        { ...server, name: '1password', bearer_token: '***' },
      ],
      user: [{ name: 'alice' }, { name: 'Alice' }, { name: 'con' }],
    });
    expect(files.map(({ file }) => file)).toEqual([
      'servers/1password.json',
      'servers/git-hub.json',
      'servers/git_hub.json',
      'users/Alice.json',
      'users/alice~2.json',
      'users/~con.json',
    ]);
    expect(variables).toEqual([
      '_1PASSWORD_BEARER_TOKEN',
      'GIT_HUB_BEARER_TOKEN',
      'GIT_HUB_HEADERS_X_API_KEY',
      'GIT_HUB_BEARER_TOKEN_2',
    ]);
    expect(files[1]!.text).toBe(`{
  "name": "git-hub",
  "transport": "streamable_http",
  "session_mode": "stateless",
  "url": "https://example.com/mcp",
  "bearer_token": "\${GIT_HUB_BEARER_TOKEN}",
  "headers": {
    "X-Api-Key": "\${GIT_HUB_HEADERS_X_API_KEY}"
  }
}
`);
  });
});
