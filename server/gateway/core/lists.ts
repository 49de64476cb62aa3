import type { CatalogView } from '../../policy/policy.js';
import type { ItemKind } from '../../registry/catalog.js';
import type { Message } from '../../wire/message.js';
import type { Reply } from './call.js';
import { InvalidParamsError } from './call-error.js';

const END = Buffer.from('}');

/** Answers a list method from the view: one page, made once per view and never copied. */
export function lister(member: string, kind: ItemKind): (request: Message, view: CatalogView) => Reply {
  const start = Buffer.from(`{${JSON.stringify(member)}:`);
  return (request, view) => {
    if (request.members.get('cursor')) throw new InvalidParamsError('Invalid cursor');
    return { kind: 'own', result: [start, view.listText(kind), END] };
  };
}
