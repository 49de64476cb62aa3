import type { JsonObject } from './tools.js';

export interface ResourceView {
  /** `mcpj://res/<server>/<base64 of the upstream's URI>`. */
  uri: string;
  /** The upstream's own URI. */
  original_uri: string;
  /** `<server>__<the upstream's name>`. */
  name: string;
  enabled: boolean;
  description: string;
  /** Empty when the upstream names none. */
  mime_type: string;
  title?: string;
  annotations?: JsonObject;
  meta?: JsonObject;
}

export interface GetResourceRequest {
  /** The `mcpj://` form or the upstream's own URI. */
  uri: string;
}

/** What a resource holds, as MCP defines it. */
export interface ResourceContentsView extends JsonObject {
  uri: string;
  mimeType?: string;
  text?: string;
  /** Base64. */
  blob?: string;
}

export interface ReadResourceView {
  contents: ResourceContentsView[];
}
