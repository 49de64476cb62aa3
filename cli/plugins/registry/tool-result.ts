import { isDeepStrictEqual } from 'node:util';
import type { ContentBlock, ToolResultView } from '../../../api/tools.js';
import { parseExact, stringifyExact } from '../../lib/exact-json.js';
import type { BinaryContent } from './save-content.js';

/** What of a result is printed, in order: text, or content to save. */
export type Piece = { text: string } | BinaryContent;

/** Takes a result apart; structured content that a text block spells out already is not repeated. */
export function piecesOf({ content, structuredContent }: ToolResultView, tool: string): Piece[] {
  const pieces = (content ?? []).map((block) => pieceOf(block, tool));
  if (structuredContent === undefined || pieces.some((piece) => spellsOut(piece, structuredContent)))
    return pieces;
  return [...pieces, { text: stringifyExact(structuredContent, 2) }];
}

/** One block as it is printed, or saved under a name made of where it comes from. */
export function pieceOf(block: ContentBlock, tool: string): Piece {
  switch (block.type) {
    case 'text':
      return { text: asText(block.text) };
    case 'image':
    case 'audio':
      return {
        base64: asText(block.data),
        mimeType: asText(block.mimeType),
        origin: `${tool}.${block.type}`,
      };
    case 'resource':
      return resourcePiece(Object(block.resource) as Record<string, unknown>);
    case 'resource_link':
      return { text: [block.name, block.uri].map(asText).join(': ') };
    default:
      return { text: stringifyExact(block, 2) };
  }
}

function resourcePiece({ uri, mimeType, text, blob }: Record<string, unknown>): Piece {
  if (blob === undefined) return { text: asText(text) };
  return { base64: asText(blob), mimeType: asText(mimeType), origin: asText(uri) };
}

function spellsOut(piece: Piece, structured: unknown): boolean {
  if (!('text' in piece)) return false;
  try {
    return isDeepStrictEqual(parseExact(piece.text), structured);
  } catch {
    return false;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
