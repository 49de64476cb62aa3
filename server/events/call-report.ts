import type { Principal } from '../common/principal.js';

/**
 * What became of a call. `denied`: the item is not there for this caller. `input_required`: the client is asked
 * something before the call goes on.
 */
export type CallOutcome = 'success' | 'error' | 'denied' | 'cancelled' | 'input_required';

/** An item of the catalogue that was asked for. Names only: what is told of a call keeps no snapshot alive. */
export interface ReportedItem {
  readonly kind: 'tool' | 'prompt' | 'resource' | 'resource_template';
  readonly server: string;
  /** The canonical name, or URI, whatever the item is called where the client sees it. */
  readonly name: string;
  /** The upstream's own name, or URI. */
  readonly originalName: string;
}

/** The arguments of a call to a server that wants them in the audit log: with all secrets, for nobody else. */
export interface ReportedArguments {
  /** JSON text as the client wrote it; undefined when it is too long to be kept, or stood twice. */
  readonly text: string | undefined;
  readonly bytes: number;
  /** Names of fields that are not to be shown. */
  readonly redact: readonly string[];
}

/**
 * A request for an item that is over: calls, prompts, reads, completions, subscriptions, over MCP and REST; or one to
 * search for tools, or to listen.
 */
export interface CallReport {
  readonly endedAtMs: number;
  readonly durationMs: number;
  readonly principal: Principal;
  /** For example `tools/call`. */
  readonly method: string;
  /** What of the catalogue the endpoint shows. */
  readonly scope: { readonly kind: 'all' | 'server' | 'group'; readonly name?: string };
  /**
   * Undefined when nothing registered goes by what was asked for, or it is the gateway itself that was asked. Denied items are here too, so this is for
   * administrators' eyes; its values are as many as the catalogue has, and no client can make up more.
   */
  readonly item: ReportedItem | undefined;
  /** The name or URI as the client wrote it, cut; may be anything. Undefined when it was not even a string. */
  readonly asked: string | undefined;
  /** Of tools of servers that ask for it, never of a denied call. */
  readonly arguments?: ReportedArguments;
  readonly outcome: CallOutcome;
  /**
   * Undefined on success. `tool_error` is a result that says of itself that it is one; `forbidden` and
   * `not_found` tell denied items apart; otherwise a code of the API, or one of JSON-RPC as text.
   */
  readonly errorCode: string | undefined;
  /** Of the HTTP request; the log has it too. */
  readonly requestId: string | undefined;
  /** Of the trace that the client's request is a part of: 32 hex digits. */
  readonly traceId: string | undefined;
}
