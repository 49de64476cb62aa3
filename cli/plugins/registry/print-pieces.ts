import { harmless, isTerminal } from '../../lib/terminal.js';
import { saveContent } from './save-content.js';
import type { Piece } from './tool-result.js';

interface Printing {
  /** Where content that is not text is saved. */
  folder: string;
  log: (line: string) => void;
}

/** Prints text, saves the rest and prints where. @throws FileError when it cannot be saved */
export async function printPieces(pieces: readonly Piece[], { folder, log }: Printing): Promise<void> {
  for (const piece of pieces) {
    if ('text' in piece) log(isTerminal() ? harmless(piece.text) : piece.text);
    else log(`saved ${await saveContent(folder, piece)}`);
  }
}
