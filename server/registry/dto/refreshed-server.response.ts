import type { ItemChangesView, RefreshedServerView } from '../../../api/servers.js';
import type { OfferChanges } from '../offer-changes.js';

export class ItemChangesResponse implements ItemChangesView {
  /**
   * Canonical names; of what has a URI the `mcpj://` form.
   * @example ["github__search_code"]
   */
  added: string[];
  /** Their definitions differ. */
  changed: string[];
  removed: string[];
}

export class RefreshedServerResponse implements RefreshedServerView {
  tools: ItemChangesResponse;
  prompts: ItemChangesResponse;
  resources: ItemChangesResponse;
  resource_templates: ItemChangesResponse;

  static from(changes: OfferChanges): RefreshedServerResponse {
    return {
      tools: changes.tool,
      prompts: changes.prompt,
      resources: changes.resource,
      resource_templates: changes.resource_template,
    };
  }
}
