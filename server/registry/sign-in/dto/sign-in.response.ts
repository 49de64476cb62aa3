import { ApiProperty } from '@nestjs/swagger';
import type {
  AuthorizationRequiredView,
  BegunSignInView,
  SignInStatusView,
} from '../../../../api/servers.js';
import type { SignInStatus } from '../../../upstream-auth/pending-sign-ins.js';
import type { BegunSignIn } from '../../../upstream-auth/sign-ins.service.js';

export class BegunSignInResponse implements BegunSignInView {
  /** @example "0f5c1d" */
  session_id: string;
  /**
   * Where somebody is to sign in, in a browser.
   * @example "https://auth.example.com/authorize?response_type=code&client_id=mcpjungle"
   */
  authorization_url: string;
  /** @example "2026-11-23T07:10:00.000Z" */
  expires_at: string;
}

/** Somebody has to sign in at the upstream first. */
export class AuthorizationRequiredResponse implements AuthorizationRequiredView {
  authorization_required: BegunSignInResponse;

  static from({ sessionId, authorizationUrl, expiresAt }: BegunSignIn): AuthorizationRequiredResponse {
    return {
      authorization_required: {
        session_id: sessionId,
        authorization_url: authorizationUrl,
        expires_at: expiresAt.toISOString(),
      },
    };
  }
}

export class SignInStatusResponse implements SignInStatusView {
  /** @example "github" */
  server: string;
  @ApiProperty({ enum: ['pending', 'completed', 'failed'], example: 'failed' })
  status: SignInStatusView['status'];
  /**
   * Why it failed; null as long as it did not.
   * @example "the authorization server did not grant it (access_denied); begin anew"
   */
  @ApiProperty({ type: String, nullable: true })
  error: string | null;
  /** @example "2026-11-23T07:10:00.000Z" */
  expires_at: string;

  static from({ server, status, failure, expiresAt }: SignInStatus): SignInStatusResponse {
    return { server, status, error: failure, expires_at: expiresAt.toISOString() };
  }
}
