import type { PromptArgument, PromptView } from '../../../api/prompts.js';
import type { JsonObject } from '../../../api/tools.js';
import { fullName } from '../../common/names.js';
import type { CatalogItem } from '../catalog.js';
import { DefinitionFields, originalNameOf } from './definition-fields.js';

export class PromptArgumentResponse implements PromptArgument {
  name: string;
  description: string;
  required: boolean;

  static from({ name, description, required }: JsonObject): PromptArgumentResponse {
    return {
      name: typeof name === 'string' ? name : '',
      description: typeof description === 'string' ? description : '',
      required: required === true,
    };
  }
}

export class PromptResponse implements PromptView {
  /**
   * Canonical: `<server>__<prompt>`.
   * @example "github__review"
   */
  name: string;
  enabled: boolean;
  description: string;
  arguments: PromptArgumentResponse[];
  title?: string;
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;

  static from(item: CatalogItem): PromptResponse {
    const fields = new DefinitionFields(item.original);
    return {
      name: item.name,
      enabled: item.enabled,
      description: fields.text('description') ?? '',
      arguments: fields.parsedObjects('arguments').map((argument) => PromptArgumentResponse.from(argument)),
      title: fields.text('title'),
      ...originalNameOf(item.name, fullName(item.server.name, item.originalName)),
    };
  }
}
