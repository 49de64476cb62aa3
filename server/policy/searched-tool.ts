import type { CatalogItem } from '../registry/catalog.js';
import { isObject } from '../registry/definitions.js';

/** What of a tool words are looked for in. */
export class SearchedTool {
  readonly id: string;
  private read: Record<string, unknown> | undefined;

  constructor(private readonly tool: CatalogItem) {
    this.id = tool.canonical;
  }

  /** Both names, where agents see another. */
  get name(): string {
    return [this.tool.canonical, this.tool.originalName, this.tool.override?.name ?? ''].join(' ');
  }

  get title(): string {
    return textOf(this.definition.title);
  }

  get description(): string {
    return this.tool.override?.description ?? textOf(this.definition.description);
  }

  get parameters(): string {
    const { inputSchema: schema } = this.definition;
    const properties = isObject(schema) ? schema.properties : undefined;
    return isObject(properties) ? Object.keys(properties).join(' ') : '';
  }

  private get definition(): Record<string, unknown> {
    return (this.read ??= JSON.parse(this.tool.original) as Record<string, unknown>);
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
