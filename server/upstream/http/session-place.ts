import type { HttpSession } from './http-session.js';

/** A session that a call may use until it is done. */
export interface Lease {
  readonly session: HttpSession;
  done(): void;
}

/** One session of a table, from the moment it is being opened, and how it is used. */
export class SessionPlace implements Lease {
  /** Undefined as long as it is being opened; no lease is handed out before. */
  session!: HttpSession;
  usedAtMs = performance.now();
  calls = 0;
  /** To be ended with its last call. */
  isReleased = false;
  readonly openedAtMs = performance.now();

  private users = 0;
  private opening: Promise<Lease> | undefined;

  constructor(
    readonly key: unknown,
    private readonly onIdle: (place: SessionPlace) => void,
  ) {}

  get isIdle(): boolean {
    return this.users === 0;
  }

  open(opening: Promise<Lease>): Promise<Lease> {
    this.opening = opening;
    return this.take() as Promise<Lease>;
  }

  take(): Lease | Promise<Lease> {
    this.users++;
    this.calls++;
    return (this.session as HttpSession | undefined) ? this : this.opening!;
  }

  done(): void {
    this.users--;
    this.usedAtMs = performance.now();
    if (this.users === 0) this.onIdle(this);
  }
}
