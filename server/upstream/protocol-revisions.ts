/** The revisions of MCP that begin with `initialize`, oldest first. */
export const LEGACY_REVISIONS: readonly string[] = [
  '2024-10-07',
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
];

export const LATEST_LEGACY_REVISION = '2025-11-25';
