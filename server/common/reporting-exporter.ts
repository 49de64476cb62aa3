/** How sending went, as OpenTelemetry has it. */
interface Result {
  /** 0 is success. */
  readonly code: number;
  readonly error?: Error;
}

/** What of OpenTelemetry sends telemetry of one kind. */
interface Exporter<T> {
  export(items: T, done: (result: Result) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Says when telemetry begins to get lost, and when that is over: a collector may be away for days. */
export class ReportingExporter<T> implements Exporter<T> {
  private isFailing = false;

  constructor(
    private readonly what: 'traces' | 'metrics',
    private readonly exporter: Exporter<T>,
    private readonly warn: (message: string) => void,
  ) {}

  export(items: T, done: (result: Result) => void): void {
    this.exporter.export(items, (result) => {
      this.report(result);
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  private report({ code, error }: Result): void {
    const hasFailed = code !== 0;
    if (hasFailed === this.isFailing) return;
    this.isFailing = hasFailed;
    const reason = error?.message ?? 'the collector refused them';
    this.warn(`${this.what} ${hasFailed ? `cannot be delivered: ${reason}` : 'are delivered again'}`);
  }
}
