import { Injectable } from '@nestjs/common';
import { IdentityDirectory } from '../auth/identity-directory.js';
import { ANONYMOUS } from '../common/principal.js';

/** Whose credentials all callers use, where not everyone has their own. */
export const SHARED = 'shared';

/** Says whose own credentials a principal uses. */
@Injectable()
export class Holders {
  private known = new Map<string, string | undefined>();
  private knownVersion = -1;

  constructor(private readonly identities: IdentityDirectory) {}

  /**
   * A user's are their own, and those of the clients that belong to them. In development mode there is one person.
   * @returns undefined for a client that belongs to nobody
   */
  of(principalKey: string): string | undefined {
    if (principalKey === ANONYMOUS.key) return principalKey;
    const { version } = this.identities;
    if (version !== this.knownVersion) this.known = new Map();
    this.knownVersion = version;
    if (!this.known.has(principalKey)) this.known.set(principalKey, this.lookUp(principalKey));
    return this.known.get(principalKey);
  }

  /** For people; undefined when they are gone. */
  nameOf(holder: string): string | undefined {
    return this.identities.principalByKey(holder)?.name;
  }

  /** For the audit log. */
  accountOf(holder: string, server: string): string {
    const whose = holder === SHARED ? 'everybody' : (this.nameOf(holder) ?? holder);
    return `the account of ${whose} at the server ${server}`;
  }

  private lookUp(principalKey: string): string | undefined {
    const principal = this.identities.principalByKey(principalKey);
    if (principal?.kind === 'user') return principalKey;
    return principal?.owner ? this.identities.userByName(principal.owner)?.key : undefined;
  }
}

/** Of the user whose credentials these are; null where it is no user. */
export function userIdOf(holder: string): number | null {
  const [, id] = /^user:(\d+)$/.exec(holder) ?? [];
  return id === undefined ? null : Number(id);
}
