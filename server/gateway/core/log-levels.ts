/** From the least to the most severe (2025-11-25, server/utilities/logging). */
export const LOG_LEVELS: readonly string[] = [
  ...['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'],
];
