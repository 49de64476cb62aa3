import { Logger } from '@nestjs/common';
import { UpstreamError } from '../../common/errors.js';
import { type RequestContext, withinRequest } from '../../logging/request-context.js';
import { errorCode } from '../../upstream/error-text.js';
import type { ListedTool } from '../../upstream/param-headers.js';
import { ProtocolCode } from '../../upstream/protocol-code.js';
import { OPEN_OBJECT } from '../../wire/json-scanner.js';
import { jsonText, stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { withoutMembers } from '../../wire/without-members.js';
import { JsonRpcCode } from '../../wire/wire-error.js';
import { wrapsOutput } from './output-schema.js';

const logger = new Logger('Mcp');

/** Where an answer comes from. */
export interface Origin {
  /** The server's name. */
  readonly server: string;
  /** The tool that was called, if one was. */
  readonly tool: ListedTool | undefined;
  /** The request that it answers. */
  readonly context: RequestContext;
}

const MODERN_ONLY = new Set(['resultType', 'ttlMs', 'cacheScope']);

/**
 * A modern server's answer in the words of the legacy era; every other byte is as it was.
 * @throws UpstreamError when the answer is of a type that this era does not have
 * @throws WireError when it can be read in two ways
 */
export function legacyAnswer(answer: Message, origin: Origin): Message {
  const edits = answer.kind === 'error' ? recoded(answer, origin) : translated(answer, origin);
  return edits.length === 0 ? answer : readMessage(splice(answer.bytes, edits));
}

function recoded(error: Message, { server, context }: Origin): Edit[] {
  const span = error.members.get('code')!;
  switch (errorCode(error)) {
    case ProtocolCode.missingCapability:
      return [{ ...span, text: String(JsonRpcCode.invalidParams) }];
    case ProtocolCode.headerMismatch:
    case ProtocolCode.unsupportedRevision:
      // What the gateway itself wrote into the request: the client can do nothing about it.
      withinRequest(context, () =>
        logger.error(`MCP server "${server}" refused what it was sent (${errorCode(error)})`),
      );
      return [{ ...span, text: String(JsonRpcCode.internalError) }];
    default:
      return [];
  }
}

function translated({ bytes, payload, members: result }: Message, { server, tool }: Origin): Edit[] {
  const type = result.get('resultType');
  if (type && stringValue(bytes, type) !== 'complete') {
    throw new UpstreamError(server, `it answered with a result of the type ${jsonText(bytes, type)}`);
  }
  const structured = result.get('structuredContent');
  // An object is all that legacy clients know here (2025-11-25, server/tools, Structured Content).
  const wrapping: Edit[] =
    structured && (bytes[structured.start] !== OPEN_OBJECT || (tool && wrapsOutput(tool)))
      ? [
          { start: structured.start, end: structured.start, text: '{"result":' },
          { start: structured.end, end: structured.end, text: '}' },
        ]
      : [];
  return [...wrapping, ...withoutMembers(bytes, payload!, MODERN_ONLY)].sort((a, b) => a.start - b.start);
}
