import type { UpdateMcpClientRequest } from '../../api/identities.js';
import { expiryIn } from '../secrets/issue-token.js';
import type { McpClientChanges } from './mcp-clients.repository.js';

/** The columns, token and grants apart, that these fields change. */
export function changesOf(request: UpdateMcpClientRequest): McpClientChanges {
  const { description, owner, rate_limit_rpm, expires_in } = request;
  return {
    ...(description !== undefined && { description: description ?? '' }),
    ...(owner !== undefined && { owner }),
    ...(rate_limit_rpm !== undefined && { rateLimitRpm: rate_limit_rpm }),
    ...(expires_in !== undefined && { expiresAt: expires_in === null ? null : expiryIn(expires_in) }),
  };
}
