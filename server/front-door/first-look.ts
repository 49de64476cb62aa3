import type { FastifyReply, FastifyRequest } from 'fastify';
import { HostCheck, type HostRules } from './host-check.js';

/** What happens to every request first, also to one that leads nowhere. */
export class FirstLook {
  private readonly hosts: HostCheck;

  /** @param isListening false while the server stops */
  constructor(
    rules: HostRules,
    private readonly isListening: () => boolean,
  ) {
    this.hosts = new HostCheck(rules);
  }

  /** @throws ForbiddenError with the code `host_not_allowed` */
  at(request: FastifyRequest, reply: FastifyReply): void {
    dropTypeOfNothing(request);
    // While the server stops, a connection that is still busy is not kept for yet another request.
    if (!this.isListening()) reply.raw.shouldKeepAlive = false;
    const { host, headers } = request;
    this.hosts.check({ path: pathOf(request), host, origin: headers.origin });
  }
}

export function pathOf({ url }: FastifyRequest): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

/** Without a body its type says nothing, and Fastify would refuse a malformed one. */
function dropTypeOfNothing({ headers }: FastifyRequest): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (encoding === undefined && length === '0') delete headers['content-type'];
}
