import { CommandNotAllowedError, UpstreamError, UpstreamTimeoutError } from '../../common/errors.js';
import { notification } from '../../wire/build-message.js';
import type { Message } from '../../wire/message.js';
import { WireError } from '../../wire/wire-error.js';
import { initializeRequest, revisionOf } from '../introduction.js';
import { type Era, LATEST_MODERN_REVISION } from '../protocol-revisions.js';
import { Scrubber } from '../scrubber.js';
import { OwnLimit, UpstreamFailure, UpstreamTimeout } from '../upstream-failure.js';
import type { Caller, StdioTarget } from '../upstream.js';
import type { ProcessHost } from './process-host.js';
import type { ServerProcess } from './server-process.js';
import { StdioSession } from './stdio-session.js';

/** Problems of one process that are said in the log. */
const MAX_WARNINGS = 5;

/** Id of the request that introduces a caller, before any other. */
const INITIALIZE_ID = '"initialize"';

export interface StdioSettings {
  readonly host: ProcessHost;
  readonly maxBodyBytes: number;
}

export interface Talk {
  readonly process: ServerProcess;
  readonly caller: Caller;
  readonly era: Era;
  readonly onListChanged: () => void;
}

/** One MCP server that is a program: how it is started and talked to, and the words for what goes wrong with it. */
export class StdioPeer {
  readonly scrubber: Scrubber;
  /** Says of this upstream what went wrong: one line that names it, helps, and holds no secret. */
  readonly failures = { translate: (error: unknown) => this.translate(error) };

  constructor(
    readonly target: StdioTarget,
    private readonly settings: StdioSettings,
  ) {
    this.scrubber = new Scrubber(target.env);
  }

  /** @throws CommandNotAllowedError, UpstreamFailure */
  start(): ServerProcess {
    return this.settings.host.start(this.target, this.scrubber);
  }

  /** A conversation with a process, in which nothing was said yet. */
  talk({ process, caller, era, onListChanged }: Talk): StdioSession {
    const { host, maxBodyBytes: maxBytes } = this.settings;
    let warnings = 0;
    const onGarbage = (problem: string) => {
      if (++warnings <= MAX_WARNINGS) host.warn(this.target, problem);
    };
    const revision = this.target.revision ?? LATEST_MODERN_REVISION;
    const known: Caller = era === 'modern' ? { ...caller, era, protocolVersion: revision } : caller;
    const { name: server } = this.target;
    return new StdioSession({ process, caller: known, era, server, maxBytes, onListChanged, onGarbage });
  }

  /**
   * Introduces a caller (2025-11-25, basic/lifecycle).
   * @returns what the server said of itself
   * @throws UpstreamFailure, UpstreamTimeout
   */
  async shakeHands(session: StdioSession, caller: Caller): Promise<Message> {
    const { connectTimeoutMs } = this.target;
    const body = initializeRequest(INITIALIZE_ID, caller);
    const greeting = await session.request('initialize', body, connectTimeoutMs);
    revisionOf(greeting);
    await session.tell(notification('notifications/initialized'));
    return greeting;
  }

  private translate(error: unknown): Error {
    const { name } = this.target;
    if (error instanceof UpstreamError || error instanceof UpstreamTimeoutError) return error;
    if (error instanceof UpstreamTimeout)
      return new UpstreamTimeoutError(name, this.scrubber.text(error.message));
    if (error instanceof UpstreamFailure || error instanceof CommandNotAllowedError) {
      return new UpstreamError(name, this.scrubber.text(error.message), causeOf(error));
    }
    if (error instanceof WireError) {
      return new UpstreamError(name, `sent a message that is ambiguous: ${error.message}`);
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** That it was nothing of the program's doing, for whoever counts its failures. */
function causeOf(error: Error): ErrorOptions | undefined {
  const isOurs = error instanceof OwnLimit || error instanceof CommandNotAllowedError;
  return isOurs ? { cause: error } : undefined;
}
