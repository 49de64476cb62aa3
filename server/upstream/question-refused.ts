import { JsonRpcCode } from '../wire/wire-error.js';

/** A client is not asked, or does not answer. The upstream that asked is told so. */
export class QuestionRefused extends Error {
  constructor(
    message: string,
    readonly code: number = JsonRpcCode.internalError,
  ) {
    super(message);
  }
}
