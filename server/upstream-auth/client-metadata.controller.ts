import { Controller, Get, NotFoundException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../common/access.js';
import { AppConfig } from '../config/app-config.js';
import { clientMetadataFor } from './oauth/oauth-client.js';
import { CALLBACK_PATH, CLIENT_METADATA_PATH } from './sign-ins.service.js';

/** What authorization servers read of the gateway, and nobody else. */
@ApiExcludeController()
@Controller()
@Public()
export class ClientMetadataController {
  constructor(private readonly config: AppConfig) {}

  /** Who the gateway is, where it may send browsers back to (draft-ietf-oauth-client-id-metadata-document). */
  @Get(CLIENT_METADATA_PATH.slice(1))
  show(): object {
    const { PUBLIC_URL } = this.config;
    if (PUBLIC_URL === undefined) throw new NotFoundException('PUBLIC_URL is not set');
    const base = PUBLIC_URL.replace(/\/$/, '');
    // The command line waits on a port of its own choice, which any port stands for (RFC 8252, section 7.3).
    const redirectUris = [base + CALLBACK_PATH, `http://127.0.0.1${CALLBACK_PATH}`];
    return { client_id: base + CLIENT_METADATA_PATH, ...clientMetadataFor(redirectUris) };
  }
}
