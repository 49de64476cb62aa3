import { expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../api/errors.js';

it('keeps the codes that scripts branch on', () => {
  expect([...ERROR_CODES].sort()).toEqual([
    'already_initialized',
    'command_not_allowed',
    'conflict',
    'database_unavailable',
    'enterprise_only',
    'forbidden',
    'host_not_allowed',
    'internal',
    'invalid',
    'not_found',
    'payload_too_large',
    'rate_limited',
    'rule_violated',
    'server_not_initialized',
    'unauthorized',
    'unsupported_media_type',
    'upstream_failed',
    'upstream_oauth_required',
    'upstream_timeout',
    'wrong_token_kind',
  ]);
});
