import type { GroupView } from '../../api/groups.js';
import { parseAlias, resourceAlias } from '../common/resource-uris.js';
import { plainest } from '../common/uri-readings.js';
import type { ItemKind } from '../registry/catalog.js';
import { deniableNames, type Named, namesOf } from '../registry/item-names.js';

interface Names {
  readonly included: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
}

/** A group as it is asked on every list: who belongs to it. What it names need not exist. */
export class Group {
  private readonly servers: ReadonlySet<string>;
  private readonly names: Readonly<Record<ItemKind, Names>>;

  constructor(readonly definition: GroupView) {
    const resources = {
      included: new Set(definition.included_resources.map(plain)),
      excluded: new Set(definition.excluded_resources.flatMap((uri) => [plain(uri), plainest(uri)])),
    };
    this.servers = new Set(definition.included_servers);
    this.names = {
      tool: setsOf(definition.included_tools, definition.excluded_tools),
      prompt: setsOf(definition.included_prompts, definition.excluded_prompts),
      resource: resources,
      resource_template: resources,
    };
  }

  /** Exclusion is applied last. */
  has(item: Named): boolean {
    const names = namesOf(item);
    const { included } = this.names[item.kind];
    const isIncluded = this.servers.has(item.server.name) || names.some((name) => included.has(name));
    return isIncluded && !this.excludes(item);
  }

  excludes(item: Named): boolean {
    const { excluded } = this.names[item.kind];
    return excluded.size > 0 && deniableNames(item).some((name) => excluded.has(name));
  }
}

function setsOf(included: readonly string[], excluded: readonly string[]): Names {
  return { included: new Set(included), excluded: new Set(excluded) };
}

/** An alias may be written in several ways. */
function plain(uri: string): string {
  const alias = parseAlias(uri);
  return alias?.kind === 'resource' ? resourceAlias(alias.server, alias.uri) : uri;
}
