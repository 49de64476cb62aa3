import type { ReportedArguments } from '../../events/call-report.js';
import { jsonText } from '../../wire/members.js';
import { WireError } from '../../wire/wire-error.js';
import type { Call } from './call.js';

/** Longer ones are not copied: what is told of a call keeps none of its megabytes alive. */
const MAX_BYTES = 16_384;

/**
 * The arguments of a call as they are reported: copied, not read.
 * @param redact as the tool's server has it; undefined: nothing is to be reported
 */
export function audited(
  { request }: Pick<Call, 'request'>,
  redact: readonly string[] | undefined,
): ReportedArguments | undefined {
  if (redact === undefined || request.method !== 'tools/call') return undefined;
  const { bytes, payload } = request;
  try {
    const span = request.members.get('arguments');
    if (!span) return undefined;
    const length = span.end - span.start;
    return { text: length <= MAX_BYTES ? jsonText(bytes, span) : undefined, bytes: length, redact };
  } catch (error) {
    // They stand twice: nobody knows which of them the upstream took.
    if (!(error instanceof WireError)) throw error;
    return { text: undefined, bytes: payload ? payload.end - payload.start : 0, redact };
  }
}
