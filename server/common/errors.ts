import type { ErrorCode } from '../../api/errors.js';

/** Everything the server refuses on purpose. One filter maps the code to a status; nobody else knows HTTP. */
export abstract class AppError extends Error {
  abstract readonly code: ErrorCode;

  constructor(
    message: string,
    /** One line per offending field, or near names. */
    readonly details: string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }

  /** What the log may say of it. */
  get logged(): string {
    return this.message;
  }
}

export class InvalidError extends AppError {
  readonly code = 'invalid';
}

export class UnauthorizedError extends AppError {
  readonly code = 'unauthorized';
}

export class ForbiddenError extends AppError {
  readonly code:
    'forbidden' | 'enterprise_only' | 'wrong_token_kind' | 'server_not_initialized' | 'host_not_allowed';

  constructor(
    message: string,
    code:
      | 'forbidden'
      | 'enterprise_only'
      | 'wrong_token_kind'
      | 'server_not_initialized'
      | 'host_not_allowed' = 'forbidden',
  ) {
    super(message);
    this.code = code;
  }
}

/** Something that is addressed by name and is not there; near names help whoever misspelt it. */
export class NotFoundError extends AppError {
  readonly code = 'not_found';

  constructor(kind: string, name: string, near: string[] = []) {
    const hint = near.length > 0 ? `; did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : '';
    super(`no ${kind} named "${name}"${hint}`, near);
  }
}

export class ConflictError extends AppError {
  readonly code = 'conflict';
}

export class AlreadyInitializedError extends AppError {
  readonly code = 'already_initialized';
}

/** A stored rule forbids it: a disabled tool or server, the last admin. */
export class RuleError extends AppError {
  readonly code = 'rule_violated';
}

/** A definition names a program that this gateway may not start. */
export class CommandNotAllowedError extends AppError {
  readonly code = 'command_not_allowed';

  constructor(command: string) {
    super(`the command ${JSON.stringify(command)} is not one of those that STDIO_ALLOWED_COMMANDS allows`);
  }
}

export class RateLimitedError extends AppError {
  readonly code = 'rate_limited';

  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}

export class PayloadTooLargeError extends AppError {
  readonly code = 'payload_too_large';
}

export class UnsupportedMediaTypeError extends AppError {
  readonly code = 'unsupported_media_type';
}

/** The upstream refused, broke off or sent what is not MCP. The message names the upstream. */
export class UpstreamError extends AppError {
  readonly code: 'upstream_failed' | 'upstream_oauth_required';

  constructor(
    readonly server: string,
    reason: string,
    options?: ErrorOptions & { code?: 'upstream_failed' | 'upstream_oauth_required' },
  ) {
    super(`MCP server "${server}": ${reason}`, [], options);
    this.code = options?.code ?? 'upstream_failed';
  }
}

/** The upstream answered with an error. Its words may repeat what it was sent, a tool's arguments too: no log has them. */
export class UpstreamAnswerError extends UpstreamError {
  constructor(server: string, words: string) {
    super(server, `it answered: ${words}`);
  }

  override get logged(): string {
    return `MCP server "${this.server}": it answered with an error`;
  }
}

export class UpstreamTimeoutError extends AppError {
  readonly code = 'upstream_timeout';

  constructor(
    readonly server: string,
    reason: string,
  ) {
    super(`MCP server "${server}": ${reason}`);
  }
}

export class DatabaseUnavailableError extends AppError {
  readonly code = 'database_unavailable';
}

/** Somebody else has what it takes, or the database gave this work up for another one: nothing was written. */
export class DatabaseBusyError extends DatabaseUnavailableError {
  constructor(options?: ErrorOptions) {
    super('the database is busy; try again', [], options);
  }
}
