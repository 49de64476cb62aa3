import type { CatalogView } from '../../policy/policy.js';
import type { CatalogItem, CatalogServer } from '../../registry/catalog.js';
import { members } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';
import { InvalidParamsError, UnknownItemError } from './call-error.js';
import { stringMember, type StringParam } from './params.js';
import { matchTemplate } from './template-match.js';

/** Which item a request asks for, and where it says so. */
export interface Address {
  readonly item: CatalogItem;
  readonly span: Span;
  /** The name or URI as the client wrote it. */
  readonly asked: string;
  /** What its server is to read instead. */
  readonly meant: string;
}

/** An item, and what its server knows by the name that was asked for. */
export type Located = Pick<Address, 'item' | 'meant'>;

/** Which server spoke of a resource that none lists: its id. */
export type FindLink = (uri: string) => number | undefined;

/** @throws UnknownItemError when the view has no such item */
export type FindAddress = (request: Message, view: CatalogView) => Address;

export const toolAddress: FindAddress = (request, view) => {
  const name = stringMember(request.bytes, request.members, 'name');
  return address(name, view.findTool(name.value)) ?? unknown('tool', name);
};

export const promptAddress: FindAddress = (request, view) => {
  const name = stringMember(request.bytes, request.members, 'name');
  return address(name, view.findPrompt(name.value)) ?? unknown('prompt', name);
};

export const resourceAddress: FindAddress = addressOfResource();

/** @param findLink also finds what was only spoken of */
export function addressOfResource(findLink?: FindLink): FindAddress {
  return (request, view) => {
    const uri = stringMember(request.bytes, request.members, 'uri');
    const found = locateResource(view, uri.value, findLink) ?? unknown('resource', uri);
    return { ...found, span: uri.span, asked: uri.value };
  };
}

/**
 * The resource that a client means by a URI, and what its server calls it: one that is listed, a tool's user
 * interface, one made from a template, or one that a server spoke of. Upstreams are never asked.
 */
export function locateResource(
  view: CatalogView,
  asked: string,
  findLink: FindLink = () => undefined,
): Located | undefined {
  const listed = view.findResource(asked);
  if (listed) return { item: listed, meant: listed.originalName };
  const shown = unlisted(view, asked, view.serverOfInterface(asked));
  if (shown) return shown;
  const match = matchTemplate(view, asked);
  if (match) return { item: match.item, meant: match.uri };
  const id = findLink(asked);
  return unlisted(
    view,
    asked,
    id === undefined ? undefined : view.servers.find((server) => server.id === id),
  );
}

/** What only its server knows of, as if it was listed. */
function unlisted(view: CatalogView, uri: string, server: CatalogServer | undefined) {
  if (!server || !view.mayReadUnlisted(server, uri)) return undefined;
  const item: CatalogItem = {
    ...{ server, kind: 'resource', name: uri, originalName: uri, canonical: uri, enabled: true },
    ...{ definition: '{}', original: '{}', fingerprint: '', isChanged: false },
  };
  return { item, meant: uri };
}

/** What a completion is asked for: a prompt, or a template of resources. */
export const referenceAddress: FindAddress = ({ bytes, members: params }, view) => {
  const span = params.get('ref');
  const ref = span && members(bytes, span);
  if (!ref) throw new InvalidParamsError('"ref" must be an object');
  switch (stringMember(bytes, ref, 'type').value) {
    case 'ref/prompt': {
      const name = stringMember(bytes, ref, 'name');
      return address(name, view.findPrompt(name.value)) ?? unknown('prompt', name);
    }
    case 'ref/resource': {
      const uri = stringMember(bytes, ref, 'uri');
      const template = view.resourceTemplates.find(({ name }) => name === uri.value);
      return address(uri, template) ?? unknown('resource', uri);
    }
    default:
      throw new InvalidParamsError('"ref.type" must be "ref/prompt" or "ref/resource"');
  }
};

function address({ value, span }: StringParam, item: CatalogItem | undefined): Address | undefined {
  return item && { item, span, asked: value, meant: item.originalName };
}

function unknown(kind: UnknownItemError['kind'], { value }: StringParam): never {
  throw new UnknownItemError(kind, value);
}
