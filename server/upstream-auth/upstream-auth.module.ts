import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module.js';
import { ClientMetadataController } from './client-metadata.controller.js';
import { CredentialBook } from './credential-book.js';
import { CredentialRenewal } from './credential-renewal.js';
import { CredentialVault } from './credential-vault.js';
import { Holders } from './holders.js';
import { OauthSessionsRepository } from './oauth-sessions.repository.js';
import { PendingSignIns } from './pending-sign-ins.js';
import { SignIns } from './sign-ins.service.js';
import { UpstreamCredentialsRepository } from './upstream-credentials.repository.js';

/** What lets callers in at upstreams: grants, and secrets of their own. */
@Module({
  imports: [UpstreamModule],
  controllers: [ClientMetadataController],
  providers: [
    CredentialBook,
    CredentialRenewal,
    CredentialVault,
    Holders,
    OauthSessionsRepository,
    PendingSignIns,
    SignIns,
    UpstreamCredentialsRepository,
  ],
  exports: [CredentialBook, Holders, PendingSignIns, SignIns],
})
export class UpstreamAuthModule {}
