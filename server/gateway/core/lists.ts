import { Injectable } from '@nestjs/common';
import type { CatalogView } from '../../policy/policy.js';
import type { CatalogItem, ItemKind } from '../../registry/catalog.js';
import type { Era } from '../../upstream/protocol-revisions.js';
import { legacyDefinition, wrapsOutput } from '../bridge/output-schema.js';
import { TaskList } from '../tasks/task-list.js';
import { listsTasks } from '../tasks/task-methods.js';
import { promisesTasks, withoutTaskSupport } from '../tasks/tool-definition.js';
import type { Call, Reply } from './call.js';
import { Cursors } from './cursors.js';

/** Items a page. */
const PAGE_SIZE = 1000;
const END = Buffer.from('}');

interface List {
  readonly kind: ItemKind;
  readonly start: Buffer;
  /** By name. */
  readonly items: (view: CatalogView) => readonly CatalogItem[];
}

const LISTS: ReadonlyMap<string, List> = new Map([
  ['tools/list', listOf('tools', 'tool')],
  ['prompts/list', listOf('prompts', 'prompt')],
  ['resources/list', listOf('resources', 'resource')],
  ['resources/templates/list', listOf('resourceTemplates', 'resource_template')],
]);

/**
 * Answers the list methods from the view, in the words of the caller's era: pages made once per view and never
 * copied. Tasks are no part of the view.
 */
@Injectable()
export class Lists {
  private readonly pages = new WeakMap<CatalogView, Map<string, Buffer>>();

  constructor(
    private readonly cursors: Cursors,
    private readonly tasks: TaskList,
  ) {}

  /**
   * @returns undefined when the request is for no list
   * @throws InvalidParamsError for a cursor that was not made here for this client and list
   */
  answer(call: Call, view: CatalogView): Promise<Reply> | Reply | undefined {
    const list = LISTS.get(call.request.method!);
    if (!list) return listsTasks(call, view) ? this.tasks.answer(call, view) : undefined;
    const items = list.items(view);
    const last = this.cursors.open(call);
    const first = last === undefined ? 0 : firstBehind(items, last);
    const next = first + PAGE_SIZE;
    const page = this.page(view, list, { first, era: call.caller.era });
    if (next >= items.length) return { kind: 'own', result: [list.start, page, END] };
    const cursor = JSON.stringify(this.cursors.seal(call, items[next - 1]!.name));
    return { kind: 'own', result: [list.start, page, Buffer.from(`,"nextCursor":${cursor}}`)] };
  }

  private page(view: CatalogView, list: List, { first, era }: Place): Buffer {
    let pages = this.pages.get(view);
    if (!pages) this.pages.set(view, (pages = new Map<string, Buffer>()));
    const key = `${list.kind} ${era} ${first}`;
    let page = pages.get(key);
    if (page) return page;
    page = pageText(view, list, { first, era });
    // After a change pages begin anywhere; those that are asked for again begin where the others do.
    if (first % PAGE_SIZE === 0) pages.set(key, page);
    return page;
  }
}

/** Which page, for whom. */
interface Place {
  readonly first: number;
  readonly era: Era;
}

function pageText(view: CatalogView, { kind, items }: List, { first, era }: Place): Buffer {
  const all = items(view);
  const isTranslated = kind === 'tool' && view.tools.some((tool) => changesFor(era, tool));
  if (!isTranslated && all.length <= PAGE_SIZE && first === 0) return view.listText(kind);
  const texts = all
    .slice(first, first + PAGE_SIZE)
    .map((item) => (isTranslated ? definitionFor(era, item) : item.definition));
  return Buffer.from(`[${texts.join(',')}]`);
}

/** Whether clients of this era are shown another definition than the server gave. */
function changesFor(era: Era, tool: CatalogItem): boolean {
  return promisesTasks(tool, era) || (era === 'legacy' && wrapsOutput(tool));
}

function definitionFor(era: Era, tool: CatalogItem): string {
  const definition = promisesTasks(tool, era) ? withoutTaskSupport(tool.definition) : tool.definition;
  return era === 'legacy' && wrapsOutput(tool) ? legacyDefinition(definition) : definition;
}

function listOf(member: 'tools' | 'prompts' | 'resources' | 'resourceTemplates', kind: ItemKind): List {
  return { kind, start: Buffer.from(`{${JSON.stringify(member)}:`), items: (view) => view[member] };
}

/** The item may be gone by now: what followed it has not moved. */
function firstBehind(items: readonly CatalogItem[], last: string): number {
  const first = items.findIndex(({ name }) => name > last);
  return first < 0 ? items.length : first;
}
