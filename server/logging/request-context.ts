import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const requests = new AsyncLocalStorage<string>();

/** Runs `work`, and everything it starts, as part of the request with this id. */
export function withinRequest(id: string, work: () => void): void {
  requests.run(id, work);
}

/** The id of the request that is being answered; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return requests.getStore();
}

/** Tells this process from every other one, also from itself after a restart. */
const PROCESS = randomBytes(5).toString('hex');
let requestCount = 0;

export function newRequestId(): string {
  return `${PROCESS}-${(++requestCount).toString(36)}`;
}
