import { UnsealError, type Sealer } from '../secrets/sealer.js';

/** A message between processes. */
export interface Envelope {
  readonly from: string;
  readonly topic: string;
  readonly payload: unknown;
  /** The sender waits for an answer under this number. */
  readonly ask?: number;
  /** This is the answer to what was asked under this number. */
  readonly reply?: number;
}

/** Redis cuts off a subscriber for whom more than 8 MiB wait; larger messages are not sent. */
export const MAX_MESSAGE_CHARACTERS = 4_194_304;

/** Makes and opens what travels over the bus. A message opens on the channel that it was sent to, and on no other. */
export class Envelopes {
  constructor(private readonly sealer: Sealer) {}

  /** @returns undefined for one that is too large */
  seal(envelope: Envelope, channel: string): string | undefined {
    const text = JSON.stringify(envelope);
    // Before the work of sealing, and after it, which makes it a third longer, or more.
    if (text.length > MAX_MESSAGE_CHARACTERS) return undefined;
    const sealed = this.sealer.seal(text, { label: 'bus', context: channel });
    return sealed.length > MAX_MESSAGE_CHARACTERS ? undefined : sealed;
  }

  /** @returns undefined for what was not sealed by one of us, or with a key that is not known here */
  open(text: string, channel: string): Envelope | undefined {
    try {
      return JSON.parse(this.sealer.open(text, { label: 'bus', context: channel })) as Envelope;
    } catch (error) {
      if (error instanceof UnsealError) return undefined;
      throw error;
    }
  }
}
