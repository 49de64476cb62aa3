import type { JsonObject } from '../../../api/tools.js';
import { isObject } from '../definitions.js';

/**
 * Reads an upstream's definition for people and for MCPJungle's client, whose decoder fails on a field of
 * another type: what is not what MCP says is left out.
 */
export class DefinitionFields {
  private readonly fields: JsonObject;

  /** @param definition JSON text of an object */
  constructor(definition: string) {
    this.fields = JSON.parse(definition) as JsonObject;
  }

  text(key: string): string | undefined {
    const value = this.fields[key];
    return typeof value === 'string' ? value : undefined;
  }

  object(key: string): JsonObject | undefined {
    const value = this.fields[key];
    return isObject(value) ? value : undefined;
  }

  objects(key: string): JsonObject[] | undefined {
    const value = this.fields[key];
    return Array.isArray(value) ? value.filter(isObject) : undefined;
  }
}

/** The full name where agents see another one. */
export function originalNameOf(name: string, full: string): { original_name?: string } {
  return name === full ? {} : { original_name: full };
}
