export interface JsonObject {
  [key: string]: unknown;
}

/** A JSON Schema with an object at its root. */
export interface ObjectSchema extends JsonObject {
  type: 'object';
}

export interface ToolView {
  /** Canonical: `<server>__<tool>`. */
  name: string;
  enabled: boolean;
  /** Its definition is another than when the tool was first seen. */
  changed: boolean;
  description: string;
  input_schema: ObjectSchema;
  annotations?: JsonObject;
  title?: string;
  output_schema?: JsonObject;
  icons?: JsonObject[];
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;
  /** What agents see in the place of the name, where an admin said so. */
  display_name?: string;
  /** Likewise in the place of the description. */
  display_description?: string;
}

/** What is left out stays; empty or null takes it back, and nothing at all takes back both. */
export interface OverrideToolRequest {
  /** The name behind `<server>__`. */
  rename?: string | null;
  description?: string | null;
}

export interface CallToolRequest {
  name: string;
  arguments?: JsonObject | null;
  /** A tool outside of this group is not found. */
  group?: string;
}

/** A block of a tool's result, as MCP defines it; unknown types pass through. */
export interface ContentBlock extends JsonObject {
  type: string;
}

export interface ToolResultView {
  _meta?: JsonObject;
  isError?: boolean;
  content: ContentBlock[];
  structuredContent?: unknown;
}
