import type { Message } from '../wire/message.js';
import type { UpstreamCredentials } from './credentials.js';
import { SignInRequiredError } from './sign-in-required.js';
import type { Upstream, UpstreamRequest, UpstreamTarget, Watches } from './upstream.js';

/**
 * Sees to it that requests are let in: waits for credentials that are not there yet or about to expire, and
 * sends a request once more when it was not let in and there are others now. What is fresh costs no wait.
 */
export class AuthorizedUpstream implements Upstream {
  readonly watches: Watches;

  constructor(
    private readonly upstream: Upstream,
    private readonly credentials: UpstreamCredentials,
  ) {
    const { watches } = upstream;
    this.watches = {
      subscribe: (caller, topic) => this.letIn(() => watches.subscribe(caller, topic)),
      unsubscribe: (affinity, topic) => watches.unsubscribe(affinity, topic),
      followLists: () => void this.followLists(watches),
    };
  }

  get target(): UpstreamTarget {
    return this.upstream.target;
  }

  get openSessions(): number {
    return this.upstream.openSessions;
  }

  get answeredAtMs(): number {
    return this.upstream.answeredAtMs;
  }

  probe(): Promise<boolean> {
    return this.letIn(() => this.upstream.probe());
  }

  request(request: UpstreamRequest): Promise<Message> {
    return this.letIn(() => this.upstream.request(request));
  }

  setLogLevel(affinity: string, level: string): void {
    this.upstream.setLogLevel(affinity, level);
  }

  tell(affinity: string, notification: Buffer): void {
    this.upstream.tell(affinity, notification);
  }

  keep(affinity: string): () => void {
    return this.upstream.keep(affinity);
  }

  release(affinity: string): void {
    this.upstream.release(affinity);
  }

  close(options?: { leaves: boolean }): Promise<void> {
    return this.upstream.close(options);
  }

  private letIn<T>(send: () => Promise<T>): Promise<T> {
    return letIn(this.credentials, send);
  }

  /** Where nobody is let in, the lists are read again when somebody is. */
  private async followLists(watches: Watches): Promise<void> {
    try {
      await this.credentials.ready();
      watches.followLists();
    } catch {
      // Whoever calls learns of it.
    }
  }
}

/** A request that was not let in has done nothing: it may be sent again. */
export function letIn<T>(credentials: UpstreamCredentials, send: () => Promise<T>): Promise<T> {
  const attempt = () => {
    const { headers } = credentials;
    return send().catch(async (error: unknown) => {
      if (!(error instanceof SignInRequiredError)) throw error;
      await credentials.refused(headers, error);
      return send();
    });
  };
  const wait = credentials.ready();
  return wait ? wait.then(attempt) : attempt();
}
