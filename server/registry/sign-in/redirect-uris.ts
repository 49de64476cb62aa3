import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { isLoopback } from '../../upstream-auth/oauth/oauth-client.js';
import { CALLBACK_PATH } from '../../upstream-auth/sign-ins.service.js';
import { Catalog } from '../catalog.service.js';

interface Wish {
  readonly wanted?: string;
  /** Tells by which address this server is known, where no setting does. */
  readonly request: { readonly protocol: string; readonly host: string };
}

/** Says where authorization servers send browsers back to. */
@Injectable()
export class RedirectUris {
  constructor(
    private readonly catalog: Catalog,
    private readonly config: AppConfig,
  ) {}

  /** @param server one that is registered; of others what is wanted counts, and this server itself */
  of(server: string, { wanted, request }: Wish): string {
    if (wanted) return wanted;
    const target = this.catalog.snapshot.servers.get(server)?.target;
    const defined = target && target.transport !== 'stdio' ? target.signIn.redirectUri : undefined;
    // Of the command line that registered the server, which listens no more.
    if (defined !== undefined && !isLoopback(defined)) return defined;
    const base = this.config.PUBLIC_URL ?? `${request.protocol}://${request.host}`;
    return base.replace(/\/$/, '') + CALLBACK_PATH;
  }
}
