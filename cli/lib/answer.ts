import { text } from 'node:stream/consumers';
import type { Connection } from './connection.js';
import type { CommandError } from './errors.js';
import { parseExact } from './exact-json.js';
import type { HttpAnswer } from './http.js';
import { notMcpjungle, refusal } from './refusal.js';
import { type Attempt, unreachable } from './unreachable.js';

interface AnswerContext {
  connection: Connection;
  /** Goes on until the body has been read. */
  attempt: Attempt;
}

/** The server's answer to one request. */
export class Answer {
  constructor(
    private readonly http: HttpAnswer,
    private readonly context: AnswerContext,
  ) {}

  get contentType(): string {
    return this.http.headers['content-type'] ?? '';
  }

  /** @throws CommandError when the status is none of success */
  async accepted(): Promise<this> {
    const { status, headers } = this.http;
    if (status >= 200 && status < 300) return this;
    const { location } = headers;
    throw refusal({ status, text: await this.whole(), location }, this.context.connection);
  }

  /** The body's JSON; undefined when there is none. */
  async json(): Promise<unknown> {
    const body = await this.whole();
    if (body === '') return undefined;
    try {
      return parseExact(body);
    } catch {
      throw notMcpjungle(this.http.status, this.context.connection);
    }
  }

  /** The body as it comes. @throws CommandError when it breaks off */
  async *chunks(): AsyncGenerator<string> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of this.http.body) yield decoder.decode(chunk as Buffer, { stream: true });
    } catch (error) {
      throw this.brokenOff(error);
    }
  }

  private whole(): Promise<string> {
    return text(this.http.body).catch((error: unknown) => {
      throw this.brokenOff(error);
    });
  }

  private brokenOff(error: unknown): CommandError {
    return unreachable(error, this.context.attempt);
  }
}
