import type { JsonObject } from './tools.js';

export interface PromptArgument {
  name: string;
  description: string;
  required: boolean;
}

export interface PromptView {
  /** Canonical: `<server>__<prompt>`. */
  name: string;
  enabled: boolean;
  description: string;
  arguments: PromptArgument[];
  title?: string;
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;
}

export interface RenderPromptRequest {
  name: string;
  arguments?: Record<string, string> | null;
}

export interface PromptMessageView {
  role: string;
  /** A block as MCP defines it; unknown types pass through. */
  content: JsonObject;
}

export interface RenderedPromptView {
  description: string;
  messages: PromptMessageView[];
  meta?: JsonObject;
}
