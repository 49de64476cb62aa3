import { Injectable } from '@nestjs/common';

/** Opens everything a table keeps sealed and seals it with the current key; nothing else changes. */
export type Reseal = () => Promise<void>;

/**
 * Who keeps sealed values. A module that does registers here while it is made (in its constructor); when the
 * key has changed, each is asked once, before the server listens.
 */
@Injectable()
export class Resealer {
  private readonly holders = new Map<string, Reseal>();

  register(holder: string, reseal: Reseal): void {
    this.holders.set(holder, reseal);
  }

  async resealAll(): Promise<void> {
    for (const reseal of this.holders.values()) await reseal();
  }
}
