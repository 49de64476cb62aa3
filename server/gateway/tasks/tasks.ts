import { Injectable } from '@nestjs/common';
import { IdentityDirectory } from '../../auth/identity-directory.js';
import type { Principal } from '../../common/principal.js';
import { type CatalogView, Policy, type Scope } from '../../policy/policy.js';
import type { CatalogItem, CatalogServer } from '../../registry/catalog.js';
import { taskSupport } from '../../registry/task-support.js';
import { Upstreams } from '../../registry/upstreams.js';
import type { Caller } from '../../upstream/upstream.js';
import type { FindAddress, Located } from '../core/address.js';
import { UnknownTaskError } from '../core/call-error.js';
import { stringMember } from '../core/params.js';
import { type KnownTask, TaskBook } from './task-book.js';
import { TaskIds, type TaskOrigin } from './task-ids.js';
import { requireTasks } from './task-methods.js';
import { TaskTranslation } from './task-translation.js';

/** However long a server says that it keeps a task. */
const MAX_TTL_MS = 24 * 3_600_000;
/** Of a task whose server does not say. */
const DEFAULT_TTL_MS = 3_600_000;

/** A client, as long as it uses an endpoint. */
export interface TaskClient {
  readonly principal: Principal;
  readonly scope: Scope;
  readonly caller: Caller;
}

/** A task that a client gets to know. */
interface Learned extends Pick<TaskOrigin, 'task' | 'tool'> {
  /** By which it knows the task; absent for one that is new to it. */
  readonly id?: string;
  readonly ttlMs?: number;
}

/** Calls that go on after their answer, at servers that can be asked after them (2025-11-25 tasks, SEP-2663). */
@Injectable()
export class Tasks {
  constructor(
    private readonly ids: TaskIds,
    private readonly book: TaskBook,
    private readonly upstreams: Upstreams,
    private readonly policy: Policy,
    private readonly identities: IdentityDirectory,
  ) {}

  /**
   * Finds the task that a client asks for. It goes by the rights of the tool that was called.
   * @throws UnknownTaskError when the view has no such task
   * @throws CallError -32021 for a client that did not say that it knows tasks
   */
  finder(client: TaskClient): FindAddress {
    return ({ bytes, members }, view) => {
      requireTasks(client.caller);
      const { value: asked, span } = stringMember(bytes, members, 'taskId');
      const found = this.findIn(view, client, asked);
      if (!found) throw new UnknownTaskError(asked);
      return { ...found, span, asked };
    };
  }

  /** @returns the tool that was called; undefined when the client has no such task, or may not use it any more */
  locate(client: TaskClient, asked: string): Located | undefined {
    return this.findIn(this.viewOf(client), client, asked);
  }

  /** Under which affinity the server has the task: modern programs keep it in the process that was called. */
  affinityOf(client: TaskClient, { item, meant: task }: Located, id: string): string {
    return this.learn(client, item.server, { task, tool: item.originalName, id }).affinity;
  }

  /** Between a client and a server; undefined where calls of the one cannot become tasks of the other. */
  translation(client: TaskClient, server: CatalogServer): TaskTranslation | undefined {
    if (taskSupport(server)?.era !== client.caller.era) return undefined;
    const { key } = client.principal;
    return new TaskTranslation({
      era: client.caller.era,
      find: (task) => this.find(client, { serverId: server.id, task }),
      learn: (learned) => this.learn(client, server, learned),
      read: (id) => {
        const origin = this.ids.read(key, id);
        return origin?.serverId === server.id ? origin.task : undefined;
      },
    });
  }

  /** For what a server says outside of calls. */
  translationIn(client: TaskClient, serverName: string): TaskTranslation | undefined {
    const server = this.viewOf(client).servers.find(({ name }) => name === serverName);
    return server && this.translation(client, server);
  }

  /** A task that the client was told of, as long as it may use its tool. */
  find(client: TaskClient, task: Pick<TaskOrigin, 'serverId' | 'task'>): KnownTask | undefined {
    const known = this.book.find(client.principal.key, task);
    return known && toolOf(this.viewOf(client), known) ? known : undefined;
  }

  private findIn(view: CatalogView, { principal, caller }: TaskClient, asked: string): Located | undefined {
    const origin = this.ids.read(principal.key, asked);
    const item = origin && toolOf(view, origin);
    return item && taskSupport(item.server)?.era === caller.era ? { item, meant: origin.task } : undefined;
  }

  /** Keeps the session that the task is in: others may not know it. */
  private learn({ principal, caller }: TaskClient, server: CatalogServer, learned: Learned): KnownTask {
    const { task, tool, ttlMs = DEFAULT_TTL_MS } = learned;
    const origin: TaskOrigin = { serverId: server.id, tool, task };
    const known = this.book.find(principal.key, origin);
    if (known) return known;
    const { affinity } = caller;
    const added: KnownTask = {
      ...origin,
      id: learned.id ?? this.ids.issue(principal.key, origin),
      affinity,
      expiresAtMs: Date.now() + Math.min(ttlMs, MAX_TTL_MS),
      letGo: this.upstreams.forServer(server).keep(affinity),
    };
    this.book.add(principal.key, added);
    return added;
  }

  /** What it may reach now, whatever that was when it came. */
  private viewOf({ principal, scope }: TaskClient): CatalogView {
    return this.policy.view(this.identities.principalByKey(principal.key) ?? principal, scope);
  }
}

function toolOf(view: CatalogView, { serverId, tool }: TaskOrigin): CatalogItem | undefined {
  return view.tools.find(({ server, originalName }) => server.id === serverId && originalName === tool);
}
