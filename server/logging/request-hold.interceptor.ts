import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { finalize, type Observable } from 'rxjs';
import { holdRequests } from './request-context.js';

/** What works on a request is a part of it until it is done, also when nobody waits for the answer any more. */
export class RequestHold implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(finalize(holdRequests()));
  }
}
