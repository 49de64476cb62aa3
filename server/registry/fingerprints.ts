import { fingerprintOf } from './definitions.js';

/** Fingerprints of one snapshot's definitions; those that the snapshot before had too are not made again. */
export class Fingerprints {
  private readonly made = new Map<string, string>();

  constructor(private readonly before?: ReadonlyMap<string, string>) {}

  /** For the next snapshot. */
  next(): Fingerprints {
    return new Fingerprints(this.made);
  }

  /** @throws SyntaxError when the definition is not JSON */
  of(definition: string): string {
    const known = this.made.get(definition) ?? this.before?.get(definition);
    const fingerprint = known ?? fingerprintOf(definition);
    this.made.set(definition, fingerprint);
    return fingerprint;
  }
}
