import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { JsonObject, ObjectSchema, ToolView } from '../../../api/tools.js';
import { fullName } from '../../common/names.js';
import type { CatalogItem } from '../catalog.js';
import { DefinitionFields, originalNameOf } from './definition-fields.js';

const anObject = { type: 'object', additionalProperties: true } as const;

export class ToolResponse implements ToolView {
  /**
   * Canonical: `<server>__<tool>`.
   * @example "github__search_code"
   */
  name: string;
  enabled: boolean;
  /** The server has changed its definition since the tool was first seen. */
  changed: boolean;
  /** @example "Finds code in repositories" */
  description: string;
  /** A JSON Schema with an object at its root. */
  @ApiProperty(anObject)
  input_schema: ObjectSchema;
  @ApiPropertyOptional(anObject)
  annotations?: JsonObject;
  title?: string;
  @ApiPropertyOptional(anObject)
  output_schema?: JsonObject;
  @ApiPropertyOptional({ type: 'array', items: anObject })
  icons?: JsonObject[];
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;
  /**
   * What agents see in the place of the name, where an admin said so.
   * @example "github__find"
   */
  display_name?: string;
  /** Likewise in the place of the description. */
  display_description?: string;

  static from(item: CatalogItem): ToolResponse {
    const fields = new DefinitionFields(item.original);
    return {
      name: item.canonical,
      enabled: item.enabled,
      changed: item.isChanged,
      description: fields.text('description') ?? '',
      input_schema: fields.schema('inputSchema'),
      annotations: fields.object('annotations'),
      title: fields.text('title'),
      output_schema: fields.object('outputSchema'),
      icons: fields.objects('icons'),
      ...originalNameOf(item.canonical, fullName(item.server.name, item.originalName)),
      display_name: item.override?.name,
      display_description: item.override?.description,
    };
  }
}
