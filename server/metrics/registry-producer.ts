import { emptyResource } from '@opentelemetry/resources';
import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics';
import { VERSION } from '../common/version.js';
import { metricData, momentOf } from './metric-data.js';
import type { Family } from './metrics.service.js';

/** Hands OpenTelemetry what `/metrics` shows, so that nothing is counted a second time. */
export class RegistryProducer implements MetricProducer {
  private readonly startTime = momentOf(Date.now());

  constructor(private readonly families: () => Promise<readonly Family[]>) {}

  async collect(): Promise<CollectionResult> {
    const families = await this.families();
    const times = { startTime: this.startTime, endTime: momentOf(Date.now()) };
    const metrics = families.map((family) => metricData(family, times));
    const scopeMetrics = [
      {
        scope: { name: 'mcpjungle', version: VERSION },
        metrics: metrics.filter(({ dataPoints }) => dataPoints.length > 0),
      },
    ];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  }
}
