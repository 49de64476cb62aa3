import type { RotatedTokenView, RotateTokenRequest, TokenView } from '../../../api/identities.js';
import { durationFlag, durationTextFlag } from '../../lib/duration.js';
import { shownTime } from '../../lib/terminal.js';

/** What both commands that rotate a token take. */
export const ROTATION_FLAGS = {
  grace: durationFlag({
    description: 'how long the old token stays good, such as 24h (default: not at all)',
  }),
  'expires-in': durationTextFlag({
    description: 'how long the new token lives, such as 90d (default: until the old one would have expired)',
  }),
};

interface RotationFlags {
  /** Milliseconds. */
  grace?: number;
  'expires-in'?: string;
}

export function rotationRequest({ grace, 'expires-in': expiresIn }: RotationFlags): RotateTokenRequest {
  return { grace_seconds: grace === undefined ? undefined : grace / 1000, expires_in: expiresIn };
}

/** When a token ends. */
export function endOf({ expires_at: end }: TokenView): string {
  return end === null ? 'does not expire' : `expires at ${shownTime(end)}`;
}

/** What becomes of the token before. */
export function fateOfOldToken({ previous_token_expires_at: until }: RotatedTokenView): string {
  return until === null
    ? 'The old access token is refused from now on.'
    : `The old access token is good until ${shownTime(until)}.`;
}
