import { readFileSync, writeFileSync } from 'node:fs';

const KIB = 1024;

/** Memory that a process holds now, in bytes; NaN where that cannot be had. */
export function residentBytes(pid) {
  return statusField(pid, 'VmRSS');
}

/** The most it held since `forgetPeak`, in bytes; NaN where that cannot be had. */
export function peakBytes(pid) {
  return statusField(pid, 'VmHWM');
}

/** Begins to watch the peak anew (Linux, proc(5), clear_refs: 5). */
export function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // Not Linux, or not allowed: peaks are then those since the start.
  }
}

function statusField(pid, name) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8')
      .split('\n')
      .find((one) => one.startsWith(`${name}:`));
    return Number(line.replace(/\D/g, '')) * KIB;
  } catch {
    return NaN;
  }
}
