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
  description: string;
  input_schema: ObjectSchema;
  annotations?: JsonObject;
  title?: string;
  output_schema?: JsonObject;
  icons?: JsonObject[];
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;
}

export interface CallToolRequest {
  name: string;
  arguments?: JsonObject | null;
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
