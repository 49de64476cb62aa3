import { Injectable } from '@nestjs/common';
import { scopeKey } from '../../policy/policy.js';
import { Sealer, UnsealError } from '../../secrets/sealer.js';
import type { Call } from './call.js';
import { InvalidParamsError } from './call-error.js';
import { stringMember } from './params.js';

/** Where the next page of a list begins. Sealed: a client can neither make nor read one, nor use another's. */
@Injectable()
export class Cursors {
  constructor(private readonly sealer: Sealer) {}

  /** @param last the name of the last item that the client has now */
  seal(call: Call, last: string): string {
    return this.sealer.seal(last, purposeOf(call));
  }

  /**
   * @returns the name of the last item that the client has; undefined when it begins
   * @throws InvalidParamsError
   */
  open(call: Call): string | undefined {
    const { bytes, members } = call.request;
    if (!members.get('cursor')) return undefined;
    const { value } = stringMember(bytes, members, 'cursor');
    try {
      return this.sealer.open(value, purposeOf(call));
    } catch (error) {
      if (error instanceof UnsealError) throw new InvalidParamsError('Invalid cursor');
      throw error;
    }
  }
}

function purposeOf({ principal, scope, request }: Call) {
  return { label: 'cursor', context: `${request.method} ${scopeKey(scope)} ${principal.key}` };
}
