import { ApiPropertyOptional } from '@nestjs/swagger';
import type { ResourceView } from '../../../api/resources.js';
import type { JsonObject } from '../../../api/tools.js';
import { resourceAlias } from '../../common/resource-uris.js';
import type { CatalogItem } from '../catalog.js';
import { shownName } from '../shown-name.js';
import { DefinitionFields } from './definition-fields.js';

const anObject = { type: 'object', additionalProperties: true } as const;

export class ResourceResponse implements ResourceView {
  /**
   * `mcpj://res/<server>/<base64 of the upstream's URI>`.
   * @example "mcpj://res/docs/ZmlsZTovLy9yZWFkbWUubWQ"
   */
  uri: string;
  /**
   * The upstream's own URI.
   * @example "file:///readme.md"
   */
  original_uri: string;
  /** `<server>__<the upstream's name>`. */
  name: string;
  enabled: boolean;
  description: string;
  /** Empty when the upstream names none. */
  mime_type: string;
  title?: string;
  @ApiPropertyOptional(anObject)
  annotations?: JsonObject;
  @ApiPropertyOptional(anObject)
  meta?: JsonObject;

  static from(item: CatalogItem): ResourceResponse {
    const { server, originalName, original, enabled } = item;
    const fields = new DefinitionFields(original);
    return {
      uri: resourceAlias(server.name, originalName),
      original_uri: originalName,
      name: shownName(item),
      enabled,
      description: fields.text('description') ?? '',
      mime_type: fields.text('mimeType') ?? '',
      title: fields.text('title'),
      annotations: fields.object('annotations'),
      meta: fields.object('_meta'),
    };
  }
}
