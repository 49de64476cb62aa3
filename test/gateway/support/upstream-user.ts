import { loadConfig } from '../../../server/config/load-config.js';
import { AddressGuard } from '../../../server/upstream/address-guard.js';
import { Cancellation } from '../../../server/upstream/cancellation.js';
import { Proxies } from '../../../server/upstream/http/proxies.js';
import { HttpUpstream } from '../../../server/upstream/http/http-upstream.js';
import { QuestionRefused } from '../../../server/upstream/question-refused.js';
import { sessionRules, type SessionRules } from '../../../server/upstream/session-rules.js';
import type { Ask, Caller, Discovery, HttpTarget, Upstream } from '../../../server/upstream/upstream.js';
import { UpstreamPool } from '../../../server/upstream/upstream-pool.js';
import { request } from '../../../server/wire/build-message.js';
import { JsonRpcCode } from '../../../server/wire/wire-error.js';
import type { Message } from '../../../server/wire/message.js';
import { defer } from '../../support/cleanup.js';
import { temporaryFolder } from '../../support/temp.js';

export const CALLER: Caller = {
  principalKey: 'client:1',
  era: 'legacy',
  affinity: 'session:1',
  capabilities: '{}',
  clientInfo: '{"name":"tester","version":"1"}',
  protocolVersion: '2025-11-25',
};

interface Asking {
  caller?: Partial<Caller>;
  params?: object;
  /** JSON text. */
  id?: string;
  cancellation?: Cancellation;
  onNotification?: (message: Message) => void | Promise<void>;
  onQuestion?: Ask;
}

export interface UpstreamUse extends Partial<HttpTarget> {
  env?: NodeJS.ProcessEnv;
  /** Instead of those of the session mode. */
  rules?: Partial<SessionRules>;
}

export function targetOf(url: string, { env: _, rules: __, ...fields }: UpstreamUse = {}): HttpTarget {
  return {
    name: 'github',
    transport: 'streamable_http',
    url: new URL(url),
    sessionMode: 'stateless',
    protocol: 'legacy',
    callTimeoutMs: 5000,
    connectTimeoutMs: 5000,
    headers: {},
    auth: 'shared',
    signIn: {},
    ...fields,
  };
}

/** Reads all that the server behind the URL offers. */
export function discover(url: string, use: UpstreamUse = {}): Promise<Discovery> {
  return newPool(use.env).discover(targetOf(url, use));
}

/** Calls an upstream as the gateway would. */
export class UpstreamUser {
  private lastId = 0;

  constructor(readonly upstream: Upstream) {
    defer(() => upstream.close());
  }

  static open(url: string, use: UpstreamUse = {}): UpstreamUser {
    const target = targetOf(url, use);
    return new UpstreamUser(use.rules ? withRules(target, use) : newPool(use.env).open(target));
  }

  /** Sends a request; the answer is the message itself. */
  ask(method: string, asking: Asking = {}): Promise<Message> {
    const { caller = {}, params = {}, id = String(++this.lastId) } = asking;
    const { cancellation = new Cancellation(), onNotification = () => {}, onQuestion = refuse } = asking;
    return this.upstream.request({
      caller: { ...CALLER, ...caller },
      method,
      body: request(id, method, JSON.stringify(params)),
      id,
      cancellation,
      onNotification,
      onQuestion,
    });
  }

  /** Calls a tool. @returns the answer as text */
  async call(name: string, args: object = {}, asking: Asking = {}): Promise<string> {
    const params = { name, arguments: args, ...asking.params };
    return (await this.ask('tools/call', { ...asking, params })).bytes.toString();
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound));
}

/** A pool as the application makes it, of this configuration. */
export function newPool(env: NodeJS.ProcessEnv = {}): UpstreamPool {
  const config = loadConfig({ env, cwd: temporaryFolder() });
  return new UpstreamPool(config, new AddressGuard(config));
}

function withRules(target: HttpTarget, { env = {}, rules }: UpstreamUse): Upstream {
  const config = loadConfig({ env, cwd: temporaryFolder() });
  const limits = { maxSessions: 1024, waitMs: target.connectTimeoutMs, statefulIdleMs: Infinity };
  return new HttpUpstream(target, {
    guard: new AddressGuard(config),
    proxies: new Proxies(config),
    maxBodyBytes: config.MAX_BODY_BYTES,
    maxSessions: rules?.maxSessions ?? limits.maxSessions,
    rules: { ...sessionRules(target.sessionMode, limits), ...rules },
    onClosed: () => {},
  });
}
