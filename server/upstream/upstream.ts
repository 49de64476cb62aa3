import type { SessionMode, Transport, UpstreamAuth, UpstreamProtocol } from '../../api/servers.js';
import type { Message } from '../wire/message.js';
import type { Cancellation } from './cancellation.js';
import type { TlsTrust } from './http/connector.js';
import type { KeptSessions } from './kept-sessions.js';
import type { ListedTool } from './param-headers.js';
import type { Era } from './protocol-revisions.js';
import type { Topic } from './topics.js';

/** How to talk to an upstream MCP server, wherever it is. */
export interface CommonTarget {
  readonly name: string;
  readonly sessionMode: SessionMode;
  /** The era that its definition says it speaks; `auto` has it found out at discovery. */
  readonly protocol: UpstreamProtocol;
  /** The revision of MCP found at discovery; undefined before. */
  readonly revision?: string;
  /** Milliseconds one call may take; a progress notification restarts it. */
  readonly callTimeoutMs: number;
  /** Milliseconds for connecting and initialising. */
  readonly connectTimeoutMs: number;
}

/** What a definition says of signing in at an upstream. */
export interface SignInSettings {
  readonly redirectUri?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly scopes?: readonly string[];
}

/** A server behind a URL. */
export interface HttpTarget extends CommonTarget {
  readonly transport: Exclude<Transport, 'stdio'>;
  readonly url: URL;
  /** Headers with this upstream's credentials. Never the client's own. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whose credentials beside these headers count: one set for all, or everyone's own. */
  readonly auth: UpstreamAuth;
  /** How to sign in there, where it wants that; what is absent is found out. */
  readonly signIn: SignInSettings;
  /** Undefined where certificates are judged as everywhere. */
  readonly tls?: TlsTrust;
}

/** A server that is a program, started here. */
export interface StdioTarget extends CommonTarget {
  readonly transport: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  /** Variables beside those that every program gets. */
  readonly env: Readonly<Record<string, string>>;
  /** The gateway's own folder if absent. */
  readonly cwd?: string;
}

/** Where an upstream MCP server is and how to talk to it. Replaced as a whole when its definition changes. */
export type UpstreamTarget = HttpTarget | StdioTarget;

/**
 * Puts a question of an upstream to its client: sampling, elicitation, roots.
 * @param withdrawal fires when nobody waits for the answer any more
 * @returns the client's answer, a result or an error message; its id does not matter
 * @throws QuestionRefused when the client cannot be asked, or does not answer
 */
export type Ask = (question: Message, withdrawal: Cancellation) => Promise<Message>;

/** The way to a client when none of its calls is in flight. */
export interface SessionChannel {
  /** @param server the name of the upstream that says so */
  notify(message: Message, server: string): void | Promise<void>;
  /** @param server the name of the upstream that asks */
  asking(server: string): Ask;
  /**
   * Told that some of what was subscribed to may have been missed, or is not told any more.
   * @param server the name of the upstream that was away
   */
  missed?(server: string): void;
}

/** On whose behalf an upstream is called; decides which upstream session is used. */
export interface Caller {
  /** Whose principal's key it is: says whose account at the upstream is used where everyone has their own. */
  readonly principalKey: string;
  /** Which era the client speaks. */
  readonly era: Era;
  /** The downstream session, or the identity and capability set where there is none: sessions are never shared across it. */
  readonly affinity: string;
  /** Declared to the upstream as they are; JSON text. */
  readonly capabilities: string;
  /** The client's own `clientInfo`; JSON text. */
  readonly clientInfo: string;
  readonly protocolVersion: string;
  /** From which level on it wants log messages; undefined when it did not say. */
  readonly logLevel?: string;
  /** Undefined for a client that can be reached during its calls only. */
  readonly channel?: SessionChannel;
  /** Undefined where there is no downstream session that could outlive this process. */
  readonly keptSessions?: KeptSessions;
}

/** One request to an upstream, in its own names. */
export interface UpstreamRequest {
  readonly caller: Caller;
  readonly method: string;
  /** The whole JSON-RPC message as it is to be sent, names already the upstream's own. */
  readonly body: Buffer;
  /** The message's id, as JSON text. */
  readonly id: string;
  /** The trace that the client's request is a part of, as headers: names and values in turn. */
  readonly traceHeaders?: readonly string[];
  /** The item that is asked for, by the upstream's own name or URI of it; absent where none is. */
  readonly itemName?: string;
  /** The tool that is called. */
  readonly tool?: ListedTool;
  /** Ends the request: `notifications/cancelled` goes up, and the request fails with the reason given. */
  readonly cancellation: Cancellation;
  /**
   * Gets what arrives before the answer: progress, log messages. A promise holds the upstream's stream back
   * until it is settled, so that a slow reader never makes this process grow.
   */
  onNotification(message: Message): void | Promise<void>;
  /** Gets what the upstream asks while it works on the request; the request's timeout rests meanwhile. */
  readonly onQuestion: Ask;
}

/** What an upstream says of its own accord, and keeps saying whatever becomes of connections and sessions. */
export interface Watches {
  /**
   * Has what happens to it told to `caller.channel`.
   * @returns the upstream's answer, a result or an error
   * @throws UpstreamError, UpstreamTimeoutError
   */
  subscribe(caller: Caller, topic: Topic): Promise<Message>;
  /** Does nothing when there was no such subscription. */
  unsubscribe(affinity: string, topic: Topic): void;
  /** Has changes of the upstream's lists told to whoever opened it, as long as it is open. */
  followLists(): void;
}

/** A live connection to one upstream MCP server, whatever its transport. */
export interface Upstream {
  readonly target: UpstreamTarget;
  readonly watches: Watches;
  /** Sessions with it, or processes of it, at the moment. */
  readonly openSessions: number;
  /** When it last answered anything, by `performance.now()`; 0 before. */
  readonly answeredAtMs: number;
  /**
   * Asks it something cheap, to learn whether it answers.
   * @returns false when nobody can be asked without starting something, or ending somebody's session
   * @throws UpstreamError, UpstreamTimeoutError
   */
  probe(): Promise<boolean>;
  /**
   * Sends one request and waits for its answer, a result or an error, as the upstream sent it, under the
   * request's own id.
   * @throws UpstreamError, UpstreamTimeoutError: always with the server's name, never with a secret
   */
  request(request: UpstreamRequest): Promise<Message>;
  /** From which level on the session of this affinity, if there is one, is to log; does not wait for it. */
  setLogLevel(affinity: string, level: string): void;
  /** Passes a notification on to the upstream session of this affinity, if there is one; does not wait for it. */
  tell(affinity: string, notification: Buffer): void;
  /**
   * The session of this affinity is kept, used or not, until it is released or the function returned is called; and
   * what the upstream says in it meanwhile is heard.
   */
  keep(affinity: string): () => void;
  /** The downstream session ended: its upstream session is ended too. */
  release(affinity: string): void;
  /** @param options.leaves sessions that somebody can go on with are not ended at the upstream */
  close(options?: { leaves: boolean }): Promise<void>;
}

/** What an upstream said of itself and offers, read in one go. Definitions are the original JSON text. */
export interface Discovery {
  readonly protocolVersion: string;
  readonly capabilities: string;
  readonly serverInfo: string;
  readonly instructions: string;
  readonly tools: readonly string[];
  readonly prompts: readonly string[];
  readonly resources: readonly string[];
  readonly resourceTemplates: readonly string[];
}
