import type { GroupLists, GroupView } from '../../../api/groups.js';

const LISTS = [
  'included_tools',
  'included_servers',
  'excluded_tools',
  'included_prompts',
  'excluded_prompts',
  'included_resources',
  'excluded_resources',
] as const satisfies (keyof GroupLists)[];

/** One line for each thing that differs; none when nothing does. The order of a list means nothing. */
export function groupChanges(before: GroupView, now: GroupView): string[] {
  const description =
    before.description === now.description
      ? []
      : [`description: ${JSON.stringify(before.description)} -> ${JSON.stringify(now.description)}`];
  return [...description, ...LISTS.flatMap((list) => listChanges(list, before[list], now[list]))];
}

function listChanges(list: string, before: readonly string[], now: readonly string[]): string[] {
  const added = now.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !now.includes(name));
  return [
    ...added.map((name) => `${list}: added ${name}`),
    ...removed.map((name) => `${list}: removed ${name}`),
  ];
}
