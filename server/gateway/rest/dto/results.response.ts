import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { PromptMessageView, RenderedPromptView } from '../../../../api/prompts.js';
import type { ReadResourceView, ResourceContentsView } from '../../../../api/resources.js';
import type { ContentBlock, JsonObject, ToolResultView } from '../../../../api/tools.js';

const anObject = { type: 'object', additionalProperties: true } as const;
const objects = { type: 'array', items: anObject } as const;

/** What a tool answered, as MCP defines it. */
export class ToolResultResponse implements ToolResultView {
  @ApiPropertyOptional(anObject)
  _meta?: JsonObject;
  /** The tool itself failed; `content` says why. */
  isError?: boolean;
  @ApiProperty(objects)
  content: ContentBlock[];
  @ApiPropertyOptional({ description: 'Any JSON value.' })
  structuredContent?: unknown;
}

/** A prompt's messages, ready to be sent to a model. */
export class RenderedPromptResponse implements RenderedPromptView {
  description: string;
  @ApiProperty(objects)
  messages: PromptMessageView[];
  @ApiPropertyOptional(anObject)
  meta?: JsonObject;
}

/** What a resource holds, as MCP defines it. */
export class ReadResourceResponse implements ReadResourceView {
  @ApiProperty(objects)
  contents: ResourceContentsView[];
}
