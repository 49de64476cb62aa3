import { MODERN_REVISIONS } from '../../../upstream/protocol-revisions.js';
import type { CatalogView } from '../../../policy/policy.js';
import { capabilitiesOf, instructionsOf } from '../../core/handshake.js';

/** What a client may ask for, from the catalogue, so that no upstream can delay it (2026-07-28, server/discover). */
export function discovery(view: CatalogView): Buffer[] {
  return [
    Buffer.from(
      JSON.stringify({
        supportedVersions: MODERN_REVISIONS,
        capabilities: capabilitiesOf(view, 'modern'),
        instructions: instructionsOf(view),
      }),
    ),
  ];
}
