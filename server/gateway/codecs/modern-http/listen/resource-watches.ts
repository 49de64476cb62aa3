import { Injectable } from '@nestjs/common';
import { IdentityDirectory } from '../../../../auth/identity-directory.js';
import { Policy } from '../../../../policy/policy.js';
import type { CatalogServer } from '../../../../registry/catalog.js';
import { Upstreams } from '../../../../registry/upstreams.js';
import { stringValue } from '../../../../wire/members.js';
import type { Message } from '../../../../wire/message.js';
import { locateResource } from '../../../core/address.js';
import type { ListenStream } from './listen-stream.js';
import { affinityOf, watcher } from './watcher.js';

/** A resource at its server. */
interface Target {
  readonly principalKey: string;
  readonly server: CatalogServer;
  readonly uri: string;
}

interface Watch extends Target {
  /** Who wants to hear of it, and under which URI. */
  readonly listeners: Set<{ readonly stream: ListenStream; readonly asked: string }>;
  /** Whether the server tells of it. */
  readonly accepted: Promise<boolean>;
}

/** The resources that clients listen to: one subscription at the server for all streams of a principal. */
@Injectable()
export class ResourceWatches {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly policy: Policy,
    private readonly upstreams: Upstreams,
    private readonly identities: IdentityDirectory,
  ) {}

  /**
   * @param asked the URI as the client writes it
   * @returns whether the client will be told of it
   */
  async subscribe(stream: ListenStream, asked: string): Promise<boolean> {
    const found = this.locate(stream, asked);
    if (!found) return false;
    const { key: principalKey } = stream.principal;
    const watch = this.watchOf({ principalKey, server: found.item.server, uri: found.meant });
    watch.listeners.add({ stream, asked });
    const accepted = await watch.accepted;
    if (!accepted) this.leave(watch, stream);
    return accepted;
  }

  /** The stream is closed. */
  forget(stream: ListenStream): void {
    for (const watch of this.watches.values()) this.leave(watch, stream);
  }

  private watchOf(target: Target): Watch {
    const key = keyOf(target);
    let watch = this.watches.get(key);
    if (!watch) {
      watch = { ...target, listeners: new Set(), accepted: this.ask(target) };
      this.watches.set(key, watch);
    }
    return watch;
  }

  /** A server that cannot be reached, or tells of nothing, is none to wait for. */
  private async ask({ principalKey, server, uri }: Target): Promise<boolean> {
    const caller = watcher(principalKey, server, (message, name) => this.tell(principalKey, message, name));
    try {
      return (await this.upstreams.forServer(server).watches.subscribe(caller, uri)).kind === 'result';
    } catch {
      return false;
    }
  }

  private leave(watch: Watch, stream: ListenStream): void {
    for (const listener of watch.listeners) if (listener.stream === stream) watch.listeners.delete(listener);
    if (watch.listeners.size > 0 || !this.watches.delete(keyOf(watch))) return;
    const { server, uri, principalKey } = watch;
    this.upstreams.find(server)?.watches.unsubscribe(affinityOf(principalKey), uri);
  }

  /** Each under the URI that it uses, as long as it may reach it. */
  private tell(principalKey: string, message: Message, server: string): void {
    const span = message.members.get('uri');
    const uri = span && stringValue(message.bytes, span);
    if (message.method !== 'notifications/resources/updated' || uri === undefined) return;
    for (const watch of this.watches.values()) {
      if (watch.principalKey !== principalKey || watch.server.name !== server || watch.uri !== uri) continue;
      for (const { stream, asked } of watch.listeners) {
        if (this.locate(stream, asked)?.item.server.id === watch.server.id) stream.update(asked, message);
      }
    }
  }

  private locate({ principal, scope }: ListenStream, asked: string) {
    const now = this.identities.principalByKey(principal.key) ?? principal;
    return locateResource(this.policy.view(now, scope), asked);
  }
}

function keyOf({ principalKey, server, uri }: Target): string {
  return `${principalKey}\n${server.id}\n${uri}`;
}
