import { jsonText } from '../wire/members.js';
import type { Message } from '../wire/message.js';
import { readMessage } from '../wire/read-message.js';
import { splice } from '../wire/splice.js';

/** Shorter values are no secrets, and cutting them out would make texts unreadable. */
const MIN_SECRET_LENGTH = 4;
const MAX_TEXT_LENGTH = 300;
const MASK = '***';

/** Takes one upstream's secrets out of what the upstream says: some servers repeat the token they refuse. */
export class Scrubber {
  private readonly given: readonly string[];

  /**
   * @param given headers or variables; each value counts as a secret, and so does a token behind its scheme
   * @param url of a server that has one
   * @param current secrets of the moment
   */
  constructor(
    given: Readonly<Record<string, string>>,
    url?: URL,
    private readonly current: () => readonly string[] = () => [],
  ) {
    const ofUrl = url ? [...url.searchParams.values(), url.username, url.password] : [];
    const values = [...Object.values(given), ...ofUrl];
    const tokens = values.flatMap((value) => [value, ...value.split(' ').slice(1)]);
    const written = tokens.flatMap((token) => [token, JSON.stringify(token).slice(1, -1)]);
    // Longest first: one secret may be a part of another.
    this.given = [...new Set(written)]
      .filter((secret) => secret.length >= MIN_SECRET_LENGTH)
      .sort((a, b) => b.length - a.length);
  }

  /** One line of bounded length, without secrets. */
  text(text: string): string {
    const line = this.clean(text).replace(/\s+/g, ' ').trim();
    return line.length > MAX_TEXT_LENGTH ? `${line.slice(0, MAX_TEXT_LENGTH)}…` : line;
  }

  /** The message itself, unless it is an error that holds a secret. */
  message(message: Message): Message {
    if (message.kind !== 'error' || !this.secrets.some((secret) => message.bytes.includes(secret))) {
      return message;
    }
    const payload = message.payload!;
    const error: unknown = JSON.parse(jsonText(message.bytes, payload), (_, value: unknown) =>
      typeof value === 'string' ? this.clean(value) : value,
    );
    return readMessage(splice(message.bytes, [{ ...payload, text: JSON.stringify(error) }]));
  }

  private get secrets(): readonly string[] {
    const current = this.current();
    return current.length === 0 ? this.given : [...current, ...this.given];
  }

  private clean(text: string): string {
    return this.secrets.reduce((clean, secret) => clean.replaceAll(secret, MASK), text);
  }
}
