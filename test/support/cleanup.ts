import { afterAll } from '@jest/globals';

const cleanups: (() => unknown)[] = [];

/** Runs `cleanup` after the last test of the file, also when tests failed; the latest comes first. */
export function defer(cleanup: () => unknown): void {
  cleanups.push(cleanup);
}

afterAll(async () => {
  const failures: unknown[] = [];
  for (const cleanup of cleanups.splice(0).reverse()) {
    await Promise.resolve()
      .then(cleanup)
      .catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'cleaning up failed');
}, 60_000);
