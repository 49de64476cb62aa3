import { VERSION } from './version.js';

/** What this server calls itself where telemetry is collected; what is configured wins. */
export function telemetryResource(configured: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'service.name': 'mcpjungle', 'service.version': VERSION, ...configured };
}
