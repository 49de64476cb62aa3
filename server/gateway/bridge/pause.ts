import type { Cancellation } from '../../upstream/cancellation.js';

/**
 * @returns when the time is over
 * @throws the reason of the cancellation, at once
 */
export function pause(timeMs: number, cancellation: Cancellation): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      cancellation.listen(undefined);
      resolve();
    }, timeMs);
    cancellation.listen(() => {
      clearTimeout(timer);
      reject(cancellation.reason!);
    });
  });
}
