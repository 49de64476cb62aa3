import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { Identities } from '../common/identities.js';
import { McpClientsModule } from '../mcp-clients/mcp-clients.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessGuard } from './access.guard.js';
import { AdminAccount } from './admin-account.js';
import { BearerGuard } from './bearer.guard.js';
import { BearerStrategy } from './bearer.strategy.js';
import { Credentials } from './credentials.js';
import { ExpiryWatch } from './expiry-watch.js';
import { FailedAttempts } from './failed-attempts.js';
import { IdentityDirectory } from './identity-directory.js';
import { InitController } from './init.controller.js';
import { InitGuard } from './init.guard.js';
import { InitService } from './init.service.js';
import { McpGuard } from './mcp.guard.js';
import { RateLimits } from './rate-limits.js';
import { RotationController } from './rotation.controller.js';
import { ServerState } from './server-state.js';
import { SharedSecrets } from './shared-secrets.js';
import { TokenRotation } from './token-rotation.js';
import { TokenVerifier } from './token-verifier.js';
import { UseRecorder } from './use-recorder.js';

/** Who is asking: tokens, the guard before every route, and the server's initialisation. */
@Global()
@Module({
  imports: [PassportModule, UsersModule, McpClientsModule],
  controllers: [InitController, RotationController],
  providers: [
    AdminAccount,
    BearerGuard,
    BearerStrategy,
    Credentials,
    ExpiryWatch,
    FailedAttempts,
    IdentityDirectory,
    InitGuard,
    InitService,
    McpGuard,
    RateLimits,
    ServerState,
    SharedSecrets,
    TokenRotation,
    TokenVerifier,
    UseRecorder,
    { provide: Identities, useExisting: IdentityDirectory },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Identities, IdentityDirectory, McpGuard, ServerState, SharedSecrets, TokenVerifier],
})
export class AuthModule {}
