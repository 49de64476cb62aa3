import type { IncomingHttpHeaders } from 'node:http';
import type { CatalogItem } from '../../../registry/catalog.js';
import { mirroredArgument, paramHeadersOfTool } from '../../../upstream/param-headers.js';
import type { Message } from '../../../wire/message.js';
import { assertMirrored } from './header-checks.js';

/**
 * Arguments that a tool wants mirrored stand in the headers just as in the body; where the body has none, no
 * header is expected (2026-07-28, basic/transports/streamable-http, Custom headers).
 * @throws HeaderMismatchError
 */
export function checkParamHeaders(headers: IncomingHttpHeaders, request: Message, tool: CatalogItem): void {
  for (const { header, path } of paramHeadersOfTool(tool)) {
    const value = mirroredArgument(request, path);
    if (value !== undefined) assertMirrored(headers, header, value);
  }
}
