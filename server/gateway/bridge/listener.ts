import { ENVELOPE } from '../../upstream/envelope.js';
import { jsonText, members, stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import { splice } from '../../wire/splice.js';
import type { Call } from '../core/call.js';
import { LOG_LEVELS } from '../core/log-levels.js';

/** What a modern client wants to hear while its request is being worked on. */
export class Listener {
  /** As JSON text; undefined when it wants no progress. */
  readonly progressToken: string | undefined;
  /** Undefined when it wants no log messages; those of lower levels are not for it either. */
  readonly logLevel: string | undefined;

  constructor(private readonly call: Pick<Call, 'request' | 'channel'>) {
    const { bytes, members: params } = call.request;
    const meta = params.get('_meta');
    const of = meta && members(bytes, meta);
    const [token, level] = [of?.get('progressToken'), of?.get(ENVELOPE.logLevel)];
    this.progressToken = token && jsonText(bytes, token);
    this.logLevel = level && stringValue(bytes, level);
  }

  /** @param upstreamToken the token that the server reports progress under, as JSON text */
  hear(message: Message, upstreamToken: string): void | Promise<void> {
    if (message.method === 'notifications/progress') {
      const own = this.ownProgress(message, upstreamToken);
      return own && this.call.channel.notify(own);
    }
    if (message.method === 'notifications/message' && this.wantsLevelOf(message)) {
      return this.call.channel.notify(message);
    }
  }

  /** Sessions may be shared: progress of another call is not for this client. */
  private ownProgress({ bytes, members: params }: Message, upstreamToken: string): Message | undefined {
    const span = params.get('progressToken');
    if (!span || this.progressToken === undefined) return undefined;
    if (jsonText(bytes, span) !== upstreamToken) return undefined;
    return readMessage(splice(bytes, [{ ...span, text: this.progressToken }]));
  }

  private wantsLevelOf({ bytes, members: params }: Message): boolean {
    if (this.logLevel === undefined) return false;
    const span = params.get('level');
    const level = (span && stringValue(bytes, span)) ?? '';
    return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(this.logLevel);
  }
}
