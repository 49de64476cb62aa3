/** The codes that the protocol itself assigns (2026-07-28, basic/transports/streamable-http, Error handling). */
export const ProtocolCode = {
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedRevision: -32022,
} as const;
