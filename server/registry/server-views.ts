import { Injectable } from '@nestjs/common';
import { CredentialBook } from '../upstream-auth/credential-book.js';
import { SHARED } from '../upstream-auth/holders.js';
import type { CatalogServer } from './catalog.js';
import { RegisteredServerResponse, ServerResponse } from './dto/server.response.js';
import { ServerHealthBook } from './server-health.js';
import type { Registered } from './servers.service.js';
import { Upstreams } from './upstreams.js';

/** Shows servers together with how they are. */
@Injectable()
export class ServerViews {
  constructor(
    private readonly health: ServerHealthBook,
    private readonly upstreams: Upstreams,
    private readonly credentials: CredentialBook,
  ) {}

  of(server: CatalogServer): ServerResponse {
    return ServerResponse.from(server, {
      health: this.health.of(server.name),
      needsSignIn: this.credentials.needsSignIn(server.id, SHARED),
      openSessions: this.upstreams.find(server)?.openSessions ?? 0,
    });
  }

  registered({ server, warnings }: Registered): RegisteredServerResponse {
    return { server: this.of(server), warnings };
  }
}
