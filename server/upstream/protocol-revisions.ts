/** The two ways MCP works: with `initialize` and sessions, or with everything in each request. */
export type Era = 'legacy' | 'modern';

/** The revisions of MCP that begin with `initialize`, oldest first. */
export const LEGACY_REVISIONS: readonly string[] = [
  '2024-10-07',
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
];

export const LATEST_LEGACY_REVISION = '2025-11-25';

/** The revisions without sessions, oldest first. */
export const MODERN_REVISIONS: readonly string[] = ['2026-07-28'];

export const LATEST_MODERN_REVISION = '2026-07-28';

export function eraOf(revision: string): Era {
  return MODERN_REVISIONS.includes(revision) ? 'modern' : 'legacy';
}
