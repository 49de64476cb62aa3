import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { TaskOrigin } from './task-ids.js';

/** A task that a client was told of. */
export interface KnownTask extends TaskOrigin {
  /** By which the client knows it. */
  readonly id: string;
  /** Under which its server's session was used; see `Caller`. */
  readonly affinity: string;
  readonly expiresAtMs: number;
  /** Lets the upstream session go that was kept for it. */
  readonly letGo: () => void;
}

/** The oldest are forgotten first: they are known again when their client asks after them. */
const MAX_PER_PRINCIPAL = 1000;
const SWEEP_MS = 60_000;

/** Which tasks are whose. In memory: what is not in it any more is neither listed nor told of. */
@Injectable()
export class TaskBook implements OnModuleDestroy {
  private readonly byPrincipal = new Map<string, Map<string, KnownTask>>();
  private readonly sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();

  onModuleDestroy(): void {
    clearInterval(this.sweeper);
  }

  /** Oldest first. */
  of(principalKey: string): KnownTask[] {
    return [...(this.byPrincipal.get(principalKey)?.values() ?? [])];
  }

  find(principalKey: string, task: Pick<TaskOrigin, 'serverId' | 'task'>): KnownTask | undefined {
    return this.byPrincipal.get(principalKey)?.get(keyOf(task));
  }

  add(principalKey: string, task: KnownTask): void {
    let tasks = this.byPrincipal.get(principalKey);
    if (!tasks) this.byPrincipal.set(principalKey, (tasks = new Map<string, KnownTask>()));
    tasks.set(keyOf(task), task);
    if (tasks.size <= MAX_PER_PRINCIPAL) return;
    const [oldest] = tasks.values();
    this.forget(tasks, oldest!);
  }

  private sweep(): void {
    const nowMs = Date.now();
    for (const [principalKey, tasks] of this.byPrincipal) {
      for (const task of tasks.values()) if (task.expiresAtMs < nowMs) this.forget(tasks, task);
      if (tasks.size === 0) this.byPrincipal.delete(principalKey);
    }
  }

  private forget(tasks: Map<string, KnownTask>, task: KnownTask): void {
    tasks.delete(keyOf(task));
    task.letGo();
  }
}

function keyOf({ serverId, task }: Pick<TaskOrigin, 'serverId' | 'task'>): string {
  return `${serverId} ${task}`;
}
