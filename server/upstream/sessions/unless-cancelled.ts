import type { Cancellation } from '../cancellation.js';
import type { Lease } from './session-place.js';
import type { UpstreamSession } from './upstream-session.js';

/** Others may wait for the same session, so that its opening goes on when one call is cancelled. */
export function unlessCancelled<S extends UpstreamSession>(
  pending: Lease<S> | Promise<Lease<S>>,
  cancellation: Cancellation,
): Lease<S> | Promise<Lease<S>> {
  if (!(pending instanceof Promise)) return pending;
  return new Promise((resolve, reject) => {
    cancellation.listen(() => reject(cancellation.reason!));
    pending.then((lease) => {
      if (cancellation.reason) lease.done();
      else resolve(lease);
    }, reject);
  });
}
