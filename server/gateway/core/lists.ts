import type { CatalogView } from '../../policy/policy.js';
import type { ItemKind } from '../../registry/catalog.js';
import type { Era } from '../../upstream/protocol-revisions.js';
import type { Message } from '../../wire/message.js';
import { legacyDefinition, wrapsOutput } from '../bridge/output-schema.js';
import type { Reply } from './call.js';
import { InvalidParamsError } from './call-error.js';

const END = Buffer.from('}');
const legacyTools = new WeakMap<CatalogView, Buffer>();

/** Answers a request from the catalogue, in the words of an era. */
export type OwnAnswer = (request: Message, view: CatalogView, era: Era) => Reply;

/** Answers a list method from the view: one page, made once per view and never copied. */
export function lister(member: string, kind: ItemKind): OwnAnswer {
  const start = Buffer.from(`{${JSON.stringify(member)}:`);
  return (request, view, era) => {
    if (request.members.get('cursor')) throw new InvalidParamsError('Invalid cursor');
    const isLegacy = era === 'legacy' && kind === 'tool';
    const list = isLegacy ? legacyToolsOf(view) : view.listText(kind);
    return { kind: 'own', result: [start, list, END] };
  };
}

function legacyToolsOf(view: CatalogView): Buffer {
  let list = legacyTools.get(view);
  if (!list) legacyTools.set(view, (list = legacyToolsText(view)));
  return list;
}

function legacyToolsText(view: CatalogView): Buffer {
  if (!view.tools.some(wrapsOutput)) return view.listText('tool');
  const definitions = view.tools.map((tool) =>
    wrapsOutput(tool) ? legacyDefinition(tool.definition) : tool.definition,
  );
  return Buffer.from(`[${definitions.join(',')}]`);
}
