import { JsonRpcCode } from '../../wire/wire-error.js';

/** A refusal that the protocol has a code for. */
export class CallError extends Error {
  constructor(
    readonly code: number,
    message: string,
    /** Goes into the error's `data`. */
    readonly data?: Record<string, unknown>,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class InvalidParamsError extends CallError {
  constructor(message: string) {
    super(JsonRpcCode.invalidParams, message);
  }
}

/** Nobody waits for the answer any more. */
export class CancelledError extends Error {}

/**
 * An item that is not there for this caller. Whether it does not exist, is disabled or may not be reached is
 * nobody's business: one text for all.
 */
export class UnknownItemError extends CallError {
  constructor(
    readonly kind: 'tool' | 'prompt' | 'resource',
    readonly item: string,
  ) {
    super(JsonRpcCode.invalidParams, `Unknown ${kind}: ${item}`);
  }
}

/** A task that is not there for this caller: made up, another's, or of a tool that it may not call any more. */
export class UnknownTaskError extends InvalidParamsError {
  constructor(id: string) {
    super(`Unknown task: ${id}`);
  }
}
