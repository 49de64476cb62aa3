import type { CatalogView } from '../../policy/policy.js';
import type { CatalogItem } from '../../registry/catalog.js';
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

export const resourceAddress: FindAddress = (request, view) => {
  const uri = stringMember(request.bytes, request.members, 'uri');
  const found = locateResource(view, uri.value) ?? unknown('resource', uri);
  return { ...found, span: uri.span, asked: uri.value };
};

/** The resource that a client means by a URI, listed or made from a template, and what its server calls it. */
export function locateResource(
  view: CatalogView,
  asked: string,
): Pick<Address, 'item' | 'meant'> | undefined {
  const listed = view.findResource(asked);
  if (listed) return { item: listed, meant: listed.originalName };
  const match = matchTemplate(view, asked);
  return match && { item: match.item, meant: match.uri };
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
