import { createHash } from 'node:crypto';
import type { CatalogItem } from '../../registry/catalog.js';
import type { CatalogView } from '../../policy/policy.js';

/** The lists that `list_changed` notifications exist for. */
export const LISTS = ['tools', 'prompts', 'resources'] as const;
export type ListName = (typeof LISTS)[number];

/** Equal for lists that read the same. */
export type ViewDigests = Readonly<Record<ListName, string>>;

const known = new WeakMap<CatalogView, ViewDigests>();

export function digestsOf(view: CatalogView): ViewDigests {
  const cached = known.get(view);
  if (cached) return cached;
  const digests = {
    tools: digest(view.tools),
    prompts: digest(view.prompts),
    resources: digest([...view.resources, ...view.resourceTemplates]),
  };
  known.set(view, digests);
  return digests;
}

/** The lists that differ; all of them when nothing is known of what was there before. */
export function changedLists(before: ViewDigests | undefined, now: ViewDigests): ListName[] {
  return LISTS.filter((list) => before?.[list] !== now[list]);
}

function digest(items: readonly CatalogItem[]): string {
  const hash = createHash('sha256');
  for (const { name, fingerprint, override } of items) {
    hash.update(`${name}\n${fingerprint}\n${JSON.stringify(override?.description)}\n`);
  }
  return hash.digest('base64url');
}
