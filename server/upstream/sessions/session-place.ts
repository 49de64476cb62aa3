import type { UpstreamSession } from './upstream-session.js';

/** A session that a call may use until it is done. */
export interface Lease<S extends UpstreamSession> {
  readonly session: S;
  done(): void;
}

/** One session of a table, from the moment it is being opened, and how it is used. */
export class SessionPlace<S extends UpstreamSession> implements Lease<S> {
  /** Undefined as long as it is being opened; no lease is handed out before. */
  session!: S;
  usedAtMs = performance.now();
  calls = 0;
  /** To be ended with its last call. */
  isReleased = false;
  readonly openedAtMs = performance.now();

  private users = 0;
  private keepers = 0;
  private opening: Promise<Lease<S>> | undefined;

  constructor(
    readonly key: unknown,
    private readonly onIdle: (place: SessionPlace<S>) => void,
  ) {}

  get isIdle(): boolean {
    return this.users === 0;
  }

  /** Neither used nor kept. */
  get isSpare(): boolean {
    return this.users === 0 && this.keepers === 0;
  }

  /** @returns a function that lets it go, once */
  keep(): () => void {
    this.keepers++;
    let isKept = true;
    return () => {
      if (!isKept) return;
      isKept = false;
      this.keepers--;
      this.usedAtMs = performance.now();
      if (this.isSpare) this.onIdle(this);
    };
  }

  open(opening: Promise<Lease<S>>): Promise<Lease<S>> {
    this.opening = opening;
    return this.take() as Promise<Lease<S>>;
  }

  take(): Lease<S> | Promise<Lease<S>> {
    this.users++;
    this.calls++;
    return (this.session as S | undefined) ? this : this.opening!;
  }

  done(): void {
    this.users--;
    this.usedAtMs = performance.now();
    if (this.users === 0) this.onIdle(this);
  }
}
