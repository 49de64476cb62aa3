import { DURATION } from '../../api/limits.js';
import { durationMs } from '../common/duration.js';

/** A date, or a date and a time; without a zone it is UTC. */
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Whether a text says when: an ISO time, or a duration, which means so long ago. */
export function isMoment(text: string): boolean {
  return DURATION.pattern.test(text) || (ISO.test(text) && !Number.isNaN(parsed(text)));
}

/** @param text a moment as {@link isMoment} knows it */
export function momentMs(text: string, nowMs: number): number {
  return DURATION.pattern.test(text) ? nowMs - durationMs(text) : parsed(text);
}

function parsed(text: string): number {
  const hasZone = !text.includes('T') || /(Z|[+-]\d\d:\d\d)$/.test(text);
  return Date.parse(hasZone ? text : `${text}Z`);
}
