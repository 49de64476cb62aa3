/** The revisions of the protocol that have sessions, oldest first. */
const LEGACY_REVISIONS: readonly string[] = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];

export const LATEST_LEGACY_REVISION = '2025-11-25';

export function isLegacyRevision(revision: string): boolean {
  return LEGACY_REVISIONS.includes(revision);
}

/** The revision asked for, or the latest when it is not known here (2025-11-25, basic/lifecycle). */
export function negotiated(asked: string): string {
  return isLegacyRevision(asked) ? asked : LATEST_LEGACY_REVISION;
}
