import { ForbiddenError } from '../common/errors.js';

/** What is asked by whoever watches over the server, under whatever address they reach it. */
const EXEMPT = new Set(['/health', '/ready', '/metrics']);
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/i;

export interface HostRules {
  /** `host`, on any port, or `host:port`; `*` is any. */
  ALLOWED_HOSTS: readonly string[];
  /** `https://example.com` */
  ALLOWED_ORIGINS: readonly string[];
}

export interface Addressed {
  /** Without the query. */
  path: string;
  host: string | undefined;
  origin: string | undefined;
}

/**
 * A check against DNS rebinding: a web page that makes a browser call this server under a name of its own
 * shows that name in `Host`, and itself in `Origin`.
 */
export class HostCheck {
  private readonly anyHost: boolean;
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;

  constructor({ ALLOWED_HOSTS, ALLOWED_ORIGINS }: HostRules) {
    this.anyHost = ALLOWED_HOSTS.includes('*');
    this.hosts = new Set(ALLOWED_HOSTS.map((host) => host.toLowerCase()));
    this.origins = new Set(ALLOWED_ORIGINS.map((origin) => new URL(origin).origin));
  }

  /** @throws ForbiddenError with the code `host_not_allowed` */
  check({ path, host, origin }: Addressed): void {
    if (EXEMPT.has(path)) return;
    if (!this.anyHost && !this.hostAllowed(host)) {
      throw refusal(`the host ${shown(host)} is not allowed here; ALLOWED_HOSTS lists those that are`);
    }
    if (origin !== undefined && !this.originAllowed(origin, host)) {
      throw refusal(`the origin ${shown(origin)} is not allowed here; ALLOWED_ORIGINS lists those that are`);
    }
  }

  private hostAllowed(host: string | undefined): boolean {
    const [, name, port] = HOST.exec(host?.toLowerCase() ?? '') ?? [];
    if (name === undefined) return false;
    return this.hosts.has(name) || (port !== undefined && this.hosts.has(`${name}:${port}`));
  }

  private originAllowed(origin: string, host: string | undefined): boolean {
    if (!URL.canParse(origin)) return false;
    const url = new URL(origin);
    if (this.origins.has(url.origin)) return true;
    // Read as a URL of the same scheme, so that a default port that is written out makes no difference.
    const own = `${url.protocol}//${host ?? ''}`;
    return /^https?:$/.test(url.protocol) && URL.canParse(own) && new URL(own).host === url.host;
  }
}

function refusal(message: string): ForbiddenError {
  return new ForbiddenError(message, 'host_not_allowed');
}

function shown(value: string | undefined): string {
  return value === undefined ? '(none)' : JSON.stringify(value.slice(0, 200));
}
