import type { CatalogItem, CatalogServer } from '../registry/catalog.js';
import { members, stringValue } from '../wire/members.js';
import type { Members, Span } from '../wire/message.js';
import { type Edit, splice } from '../wire/splice.js';

/** Where a tool's `_meta` names the resource that shows its result: MCP Apps, its older form, and OpenAI's. */
const FLAT_KEYS = ['ui/resourceUri', 'openai/outputTemplate'];

/** The tools, naming their user interfaces by the URIs under which these resources are listed. */
export function relinked(tools: CatalogItem[], resources: readonly CatalogItem[]): CatalogItem[] {
  const moved = new Map(
    resources
      .filter(({ name, originalName }) => name !== originalName)
      .map(({ server, name, originalName }) => [`${server.name} ${originalName}`, name]),
  );
  return moved.size === 0 ? tools : tools.map((tool) => relink(tool, moved));
}

/** Servers by the URIs of the user interfaces that their tools name; of several the one registered first. */
export function interfacesOf(tools: readonly CatalogItem[]): ReadonlyMap<string, CatalogServer> {
  const servers = new Map<string, CatalogServer>();
  for (const { server, original } of tools.toSorted((a, b) => b.server.id - a.server.id)) {
    const bytes = Buffer.from(original);
    for (const span of linksIn(bytes)) {
      const uri = stringValue(bytes, span);
      if (uri !== undefined) servers.set(uri, server);
    }
  }
  return servers;
}

function relink(tool: CatalogItem, moved: ReadonlyMap<string, string>): CatalogItem {
  const bytes = Buffer.from(tool.definition);
  const edits = linksIn(bytes).flatMap((span): Edit[] => {
    const uri = moved.get(`${tool.server.name} ${stringValue(bytes, span)}`);
    return uri === undefined ? [] : [{ ...span, text: JSON.stringify(uri) }];
  });
  return edits.length === 0 ? tool : { ...tool, definition: splice(bytes, edits).toString() };
}

/** In the order of their places. */
function linksIn(bytes: Buffer): Span[] {
  const meta = inside(bytes, members(bytes, { start: 0, end: bytes.length }), '_meta');
  const links = [
    ...FLAT_KEYS.map((key) => meta?.get(key)),
    meta && inside(bytes, meta, 'ui')?.get('resourceUri'),
  ];
  return links.filter((span) => span !== undefined).sort((a, b) => a.start - b.start);
}

function inside(bytes: Buffer, object: Members, key: string): Members | undefined {
  const span = object.get(key);
  return span && members(bytes, span);
}
