import { getSchemaPath, type OperationObject, type ResponsesObject } from '@nestjs/swagger';
import type { ErrorCode } from '../../api/errors.js';
import { ACCESS_EXTENSION, type Access } from '../common/access.js';
import { STATUS_OF } from '../common/error-answer.js';
import { ErrorResponse } from '../common/error.response.js';
import { THROWS_EXTENSION } from '../common/throws.js';

/** An operation with what our decorators left on it. */
export type Operation = OperationObject & {
  [ACCESS_EXTENSION]?: Access;
  [THROWS_EXTENSION]?: ErrorCode[];
};

/** A sentence for each code, as an answer might say it. */
const SENTENCES: Record<ErrorCode, string> = {
  invalid: 'the request is invalid: name must be up to 128 letters',
  unauthorized: 'the access token is unknown, expired or revoked',
  forbidden: 'this needs the admin role',
  server_not_initialized: 'the server is not initialized; run "mcpjungle init-server"',
  enterprise_only: 'users and MCP clients exist in enterprise mode only; start the server with --enterprise',
  wrong_token_kind: "an MCP client's token opens the MCP endpoints only; the API takes the token of a user",
  not_found: 'no server named "githib"; did you mean "github"?',
  conflict: 'MCP client "cursor" exists already',
  already_initialized: 'the server is initialized already',
  payload_too_large: 'the request body is too large',
  unsupported_media_type: 'the body must be JSON, with the Content-Type application/json',
  rate_limited: 'too many wrong access tokens; try again in 42 s',
  rule_violated: 'tool "github__search" is disabled',
  command_not_allowed: 'the command "bash" is not one of those that STDIO_ALLOWED_COMMANDS allows',
  host_not_allowed: 'the host "evil.example" is not allowed here; ALLOWED_HOSTS lists those that are',
  upstream_failed: 'MCP server "github": connection refused',
  upstream_timeout: 'MCP server "github": no answer within 300 s',
  upstream_oauth_required: 'MCP server "github": wants OAuth',
  database_unavailable: 'the database cannot be reached or is busy; try again',
  internal: "internal error; the server's log says more under the id 5f0c1d-1a",
};

/** Every code's body, for the components of the document. */
export const ERROR_EXAMPLES = Object.fromEntries(
  Object.entries(SENTENCES).map(([code, error]) => [code, { value: { error, code } }]),
);

/** Adds to an operation every error it may answer with, a response for each status. */
export function addErrorResponses(operation: Operation): void {
  const codes = [...new Set([...impliedCodes(operation), ...(operation[THROWS_EXTENSION] ?? [])])];
  for (const status of new Set(codes.map((code) => STATUS_OF[code]))) {
    operation.responses[status] ??= errorResponse(codes.filter((code) => STATUS_OF[code] === status));
  }
  delete operation[THROWS_EXTENSION];
}

function impliedCodes(operation: Operation): ErrorCode[] {
  const access = operation[ACCESS_EXTENSION];
  const roles = access?.kind === 'roles';
  const hasInput = operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  return [
    ...(hasInput ? (['invalid'] as const) : []),
    ...(operation.requestBody === undefined
      ? []
      : (['payload_too_large', 'unsupported_media_type'] as const)),
    ...(roles ? (['unauthorized', 'forbidden', 'wrong_token_kind', 'server_not_initialized'] as const) : []),
    ...(roles && access.enterpriseOnly ? (['enterprise_only'] as const) : []),
    ...(roles ? (['rate_limited'] as const) : []),
    'host_not_allowed',
    'internal',
  ];
}

function errorResponse(codes: ErrorCode[]): ResponsesObject[string] {
  return {
    description: codes.map((code) => `\`${code}\``).join(', '),
    content: {
      'application/json': {
        schema: { $ref: getSchemaPath(ErrorResponse) },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}
