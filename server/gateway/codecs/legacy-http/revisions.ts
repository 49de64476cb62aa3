import { LATEST_LEGACY_REVISION, LEGACY_REVISIONS } from '../../../upstream/protocol-revisions.js';

export function isLegacyRevision(revision: string): boolean {
  return LEGACY_REVISIONS.includes(revision);
}

/** The revision asked for, or the latest when it is not known here (2025-11-25, basic/lifecycle). */
export function negotiated(asked: string): string {
  return isLegacyRevision(asked) ? asked : LATEST_LEGACY_REVISION;
}
