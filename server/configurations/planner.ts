import { Injectable } from '@nestjs/common';
import type { Configuration } from '../../api/configurations.js';
import type { CatalogSnapshot } from '../registry/catalog.js';
import type { Answers } from './answers.js';
import { ClientPart } from './client-part.js';
import { GroupPart } from './group-part.js';
import { ServerPart } from './server-part.js';
import type { Pruning, Step } from './step.js';
import { UserPart } from './user-part.js';

/** Finds the steps from what is there to what is wanted. */
@Injectable()
export class Planner {
  constructor(
    private readonly servers: ServerPart,
    private readonly groups: GroupPart,
    private readonly users: UserPart,
    private readonly clients: ClientPart,
  ) {}

  /**
   * In an order that works: whoever is named exists before it is named, and goes after.
   * @throws InvalidError for a masked secret that is not stored
   */
  async plan(
    { servers, groups, users, mcp_clients: clients }: Configuration,
    { isPruned, answers }: { isPruned: Pruning; answers: Answers },
  ): Promise<Step[]> {
    const steps = [
      ...(await this.servers.plan(servers ?? undefined, { isPruned, answers })),
      ...(await this.groups.plan(groups ?? undefined, isPruned)),
      ...(await this.users.plan(users ?? undefined, isPruned)),
      ...(await this.clients.plan(clients ?? undefined, isPruned)),
    ];
    const isDeleted = ({ change }: Step) => change.action === 'delete';
    return [...steps.filter((step) => !isDeleted(step)), ...steps.filter(isDeleted).reverse()];
  }

  /** What the catalogue will be once the transaction in progress is committed. */
  preview(): Promise<CatalogSnapshot> {
    return this.servers.preview();
  }

  /** What was written counts from now on. @throws DatabaseUnavailableError */
  async publish(steps: readonly Step[]): Promise<void> {
    const answered = steps.flatMap(({ change: { type, action, name } }) =>
      type === 'server' && action !== 'delete' ? name : [],
    );
    await this.servers.publish(answered);
    await this.groups.publish();
  }
}
