import { Injectable } from '@nestjs/common';
import type { ExplanationView } from '../../api/identities.js';
import { NotFoundError } from '../common/errors.js';
import { near } from '../../definitions/near.js';
import { grantsOfClient } from '../mcp-clients/mcp-client-identity.js';
import { McpClientsService } from '../mcp-clients/mcp-clients.service.js';
import type { CatalogItem } from '../registry/catalog.js';
import { Catalog } from '../registry/catalog.service.js';
import { namesOf } from '../registry/item-names.js';
import { Groups } from '../tool-groups/groups.service.js';
import { decide, type Decision } from './decision.js';

/** Says why a client may see and use an item, or may not: by the decision that the gateway itself makes. */
@Injectable()
export class Explanations {
  constructor(
    private readonly clients: McpClientsService,
    private readonly catalog: Catalog,
    private readonly groups: Groups,
  ) {}

  /**
   * @param name of a tool, prompt or resource, in any form that agents or administrators use
   * @throws NotFoundError for a client or an item that is not there
   */
  async explain(client: string, name: string): Promise<ExplanationView> {
    const grants = grantsOfClient(await this.clients.get(client));
    const item = this.find(name);
    const decision = decide(grants, this.groups.snapshot, { item });
    return { allowed: decision.allowed && isUsable(item), ...wordsFor({ client, name, item, decision }) };
  }

  private find(name: string): CatalogItem {
    const items = [...this.catalog.snapshot.servers.values()].flatMap((server) => [
      ...server.tools,
      ...server.prompts,
      ...server.resources,
      ...server.resourceTemplates,
    ]);
    const found =
      items.find((item) => item.name === name) ?? items.find((item) => namesOf(item).includes(name));
    if (found) return found;
    throw new NotFoundError(
      'tool, prompt or resource',
      name,
      near(
        items.map((item) => item.name),
        name,
      ),
    );
  }
}

interface Case {
  client: string;
  name: string;
  item: CatalogItem;
  decision: Decision;
}

function wordsFor({ client, name, item, decision }: Case): Omit<ExplanationView, 'allowed'> {
  const { allowed, grant } = decision;
  if (!allowed && grant === undefined) {
    const reason = `nothing that "${client}" was granted includes "${name}" of the server "${item.server.name}"`;
    return { reason };
  }
  if (!allowed) return { reason: `"${client}" is denied "${name}" by ${grant}`, grant };
  if (!item.server.enabled) {
    return {
      reason: `"${client}" was granted "${name}", but the server "${item.server.name}" is disabled`,
      grant,
    };
  }
  if (!item.enabled) return { reason: `"${client}" was granted "${name}", but it is disabled`, grant };
  return { reason: `"${client}" may see and use "${name}" by ${grant}`, grant };
}

function isUsable({ enabled, server }: CatalogItem): boolean {
  return enabled && server.enabled;
}
