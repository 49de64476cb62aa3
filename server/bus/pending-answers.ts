interface Pending {
  resolve: (answer: unknown) => void;
  timer: NodeJS.Timeout;
}

/** What this process has asked others and waits for. Each ends: answered, or with undefined. */
export class PendingAnswers {
  private readonly pending = new Map<number, Pending>();
  private last = 0;

  constructor(private readonly timeoutMs: number) {}

  open(): { number: number; answer: Promise<unknown> } {
    const number = ++this.last;
    const answer = new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(number, undefined), this.timeoutMs);
      this.pending.set(number, { resolve, timer });
    });
    return { number, answer };
  }

  settle(number: number, answer: unknown): void {
    const found = this.pending.get(number);
    if (!found) return;
    this.pending.delete(number);
    clearTimeout(found.timer);
    found.resolve(answer);
  }

  close(): void {
    for (const number of [...this.pending.keys()]) this.settle(number, undefined);
  }
}
