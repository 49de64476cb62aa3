import { describe, expect, it } from '@jest/globals';
import type { CallReport } from '../events/call-report.js';
import { BUCKETS, CallTable, type CallSeries } from './call-series.js';

const principal = { kind: 'client', key: 'client:1', name: 'agent' } as CallReport['principal'];
const tool = (name: string): CallReport['item'] => ({
  kind: 'tool',
  server: 'up',
  name: `up__${name}`,
  originalName: name,
});
const report = (fields: Partial<CallReport> = {}): CallReport => ({
  endedAtMs: 0,
  durationMs: 3,
  principal,
  method: 'tools/call',
  scope: { kind: 'all' },
  item: tool('t'),
  asked: 'up__t',
  outcome: 'success',
  errorCode: undefined,
  requestId: undefined,
  traceId: undefined,
  ...fields,
});
const countsOf = (table: CallTable) =>
  [...table.series()].map(({ labels: { item, outcome }, durations }: CallSeries) => [
    item,
    outcome,
    durations.count,
  ]);

describe('the table of calls', () => {
  it('puts a duration into the bucket whose bound it does not exceed', () => {
    const table = new CallTable();
    for (const ms of [0, 5, 5.1, 30_000, 30_001]) table.count(report({ durationMs: ms }));
    const [{ durations }] = [...table.series()] as [CallSeries];
    expect(durations.counts[0]).toBe(2);
    expect(durations.counts[1]).toBe(1);
    expect(durations.counts[BUCKETS.length - 1]).toBe(1);
    expect(durations.counts[BUCKETS.length]).toBe(1);
    expect(durations.sumSeconds).toBeCloseTo(60.0111, 6);
  });

  it('has no more series than it may: the rest is counted together', () => {
    const table = new CallTable(3);
    for (let i = 0; i < 100; i++) table.count(report({ item: tool(`t${i}`) }));
    table.count(report({ item: tool('t0') }));
    table.count(report({ item: tool('t99'), outcome: 'error' }));
    expect(countsOf(table)).toEqual([
      ['t0', 'success', 2],
      ['t1', 'success', 1],
      ['t2', 'success', 1],
      ['other', 'success', 97],
      ['other', 'error', 1],
    ]);
  });

  it('makes no series of what clients make up, and none that tells what they may not reach', () => {
    const table = new CallTable();
    for (let i = 0; i < 100; i++) table.count(report({ item: undefined, asked: `x${i}`, outcome: 'denied' }));
    table.count(report({ item: tool('hidden'), outcome: 'denied' }));
    expect(countsOf(table)).toEqual([['', 'denied', 101]]);
  });
});
