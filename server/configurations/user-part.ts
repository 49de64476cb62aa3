import { Injectable } from '@nestjs/common';
import type { UserDefinition } from '../../api/configurations.js';
import type { UpdateUserRequest } from '../../api/identities.js';
import { Tokens } from '../secrets/tokens.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { type Pruning, type Step, toPrune } from './step.js';
import { tokenChanges } from './token-changes.js';

/** What of a configuration concerns users. */
@Injectable()
export class UserPart {
  constructor(
    private readonly users: UsersService,
    private readonly tokens: Tokens,
  ) {}

  async plan(wanted: readonly UserDefinition[] | undefined, isPruned: Pruning): Promise<Step[]> {
    if (wanted === undefined) return [];
    const stored = new Map((await this.users.list()).map((user) => [user.username, user]));
    // Whoever becomes an admin first, or the last one could not be made a user.
    const admins = wanted.filter(({ role }) => role === 'admin');
    const others = wanted.filter(({ role }) => role !== 'admin');
    const names = wanted.map(({ name }) => name);
    const gone = toPrune('user', { stored: stored.keys(), wanted: names, isPruned });
    return [
      ...[...admins, ...others].flatMap((user) => this.put(user, stored.get(user.name))),
      ...gone.map((name) => this.remove(name)),
    ];
  }

  private put(wanted: UserDefinition, before: User | undefined): Step[] {
    if (before === undefined) return [this.create(wanted)];
    const { name, role } = wanted;
    const request: UpdateUserRequest = {
      ...((role ?? 'user') !== before.role && { role: role ?? 'user' }),
      ...tokenChanges(this.tokens, wanted, before),
    };
    const fields = Object.keys(request).sort();
    if (fields.length === 0) return [];
    return [
      {
        change: { action: 'change', type: 'user', name, fields },
        write: async () => void (await this.users.update(name, request)),
      },
    ];
  }

  private create({ name, role, expires_in, access_token }: UserDefinition): Step {
    return {
      change: { action: 'create', type: 'user', name, fields: [] },
      write: async () => {
        const { token } = await this.users.create({
          username: name,
          role: role ?? undefined,
          expires_in: expires_in ?? undefined,
          access_token: access_token ?? undefined,
        });
        return access_token === undefined ? { token: { type: 'user', name, access_token: token } } : {};
      },
    };
  }

  private remove(name: string): Step {
    return {
      change: { action: 'delete', type: 'user', name, fields: [] },
      write: () => this.users.remove(name),
    };
  }
}
