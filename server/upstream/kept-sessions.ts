/** A session with a `stateful` upstream, so that whoever knows this can go on with it. */
export interface KeptSession {
  readonly id: string;
  /** The revision that was agreed on. */
  readonly revision: string;
  /** Where it is; its id goes nowhere else. */
  readonly url: string;
}

/** Where a client's sessions with `stateful` upstreams outlive this process, by the upstream's name. */
export interface KeptSessions {
  /** Never fails, and takes no long time. */
  get(server: string): Promise<KeptSession | undefined>;
  /** Does not wait until it is kept. */
  put(server: string, session: KeptSession): void;
  /** It is over; does nothing when another one is kept by now. */
  forget(server: string, id: string): void;
}
