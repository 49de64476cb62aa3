import { Injectable, Optional } from '@nestjs/common';
import type { GrantFields } from '../../api/identities.js';
import { ALL_SERVERS } from '../common/grants.js';
import { KnownGroups } from '../common/known-groups.js';
import { KnownServers } from '../common/known-servers.js';

/** What clients are granted and is not there. It may well come after the client that is to use it: no error. */
@Injectable()
export class UnknownGrants {
  constructor(
    @Optional() private readonly servers?: KnownServers,
    @Optional() private readonly groups?: KnownGroups,
  ) {}

  /** @returns a sentence for each server and group that is sent and not there, each once */
  warningsFor({ allow_list, allowed_groups }: GrantFields): string[] {
    const isMissing = (name: string) => name !== ALL_SERVERS && this.servers?.has(name) === false;
    const servers = [...new Set(allow_list)].filter(isMissing);
    const groups = [...new Set(allowed_groups)].filter((name) => this.groups?.has(name) === false);
    return [
      ...servers.map((name) => `there is no server named "${name}" yet`),
      ...groups.map((name) => `there is no group named "${name}" yet`),
    ];
  }
}
