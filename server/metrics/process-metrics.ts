import { collectDefaultMetrics, Registry } from 'prom-client';

/** They end like counters and are none; each says in one number what another family says by type. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

let registry: Registry | undefined;

/**
 * Memory, CPU, event loop and garbage collection. There is one process, however many servers it holds, and
 * what watches it cannot be stopped: so there is one registry, made when it is first wanted.
 */
export function processMetrics(): Registry {
  if (!registry) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry });
    for (const name of MISNAMED) registry.removeSingleMetric(name);
  }
  return registry;
}
