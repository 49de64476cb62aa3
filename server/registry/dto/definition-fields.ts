import type { JsonObject, ObjectSchema } from '../../../api/tools.js';
import { OPEN_OBJECT } from '../../wire/json-scanner.js';
import { JsonText } from '../../wire/json-text.js';
import { elements, jsonText, readMembers, stringValue } from '../../wire/members.js';
import type { Span } from '../../wire/message.js';
import { withMembers } from '../../wire/with-members.js';
import { isObject } from '../definitions.js';

/**
 * Reads an upstream's definition for people and for MCPJungle's client, whose decoder fails on a field of
 * another type: what is not what MCP says is left out. Objects are for an answer alone, where they are written
 * byte for byte as they came.
 */
export class DefinitionFields {
  private readonly bytes: Buffer;
  private readonly spans: ReadonlyMap<string, Span>;

  /** @param definition JSON text of an object */
  constructor(definition: string) {
    this.bytes = Buffer.from(definition);
    this.spans = new Map(readMembers(this.bytes, 0).entries());
  }

  text(key: string): string | undefined {
    const span = this.spans.get(key);
    return span && stringValue(this.bytes, span);
  }

  object(key: string): JsonObject | undefined {
    const span = this.spans.get(key);
    return span && this.isObject(span) ? asWritten(jsonText(this.bytes, span)) : undefined;
  }

  objects(key: string): JsonObject[] | undefined {
    return this.objectSpans(key)?.map((span) => asWritten(jsonText(this.bytes, span)));
  }

  /** Likewise, to be looked into. */
  parsedObjects(key: string): JsonObject[] {
    const texts = this.objectSpans(key)?.map((span) => jsonText(this.bytes, span)) ?? [];
    return texts.map((text) => JSON.parse(text) as JsonObject);
  }

  /** MCPJungle's client wants `type` to be a string, and MCP allows no other than this one. */
  schema(key: string): ObjectSchema {
    const span = this.spans.get(key);
    const parsed: unknown = span && JSON.parse(jsonText(this.bytes, span));
    if (span === undefined || !isObject(parsed)) return { type: 'object' };
    if (parsed.type === 'object') return asWritten(jsonText(this.bytes, span));
    if (Object.hasOwn(parsed, 'type')) return { ...parsed, type: 'object' };
    return asWritten(withMembers(this.bytes, span, new Map([['type', '"object"']])));
  }

  private objectSpans(key: string): Span[] | undefined {
    const span = this.spans.get(key);
    return span && elements(this.bytes, span)?.filter((element) => this.isObject(element));
  }

  private isObject({ start }: Span): boolean {
    return this.bytes[start] === OPEN_OBJECT;
  }
}

/** An object for an answer: only whoever writes the answer looks at it. */
function asWritten<Value extends JsonObject>(text: string): Value {
  return new JsonText(text) as unknown as Value;
}

/** The full name where agents see another one. */
export function originalNameOf(name: string, full: string): { original_name?: string } {
  return name === full ? {} : { original_name: full };
}
