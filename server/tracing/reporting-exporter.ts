import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';

type Done = Parameters<SpanExporter['export']>[1];
/** What the result of an export has for one that went well. */
const SUCCESS = 0;

/** Says when spans begin to get lost, and when that is over: a collector may be away for days. */
export class ReportingExporter implements SpanExporter {
  private isFailing = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly warn: (message: string) => void,
  ) {}

  export(spans: ReadableSpan[], done: Done): void {
    this.exporter.export(spans, (result) => {
      const hasFailed = (result.code as number) !== SUCCESS;
      if (hasFailed && !this.isFailing) {
        this.warn(`traces cannot be delivered: ${result.error?.message ?? 'the collector refused them'}`);
      }
      if (!hasFailed && this.isFailing) this.warn('traces are delivered again');
      this.isFailing = hasFailed;
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }
}
