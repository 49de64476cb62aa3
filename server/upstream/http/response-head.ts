/** The status and headers of a response, as they came. */
export class ResponseHead {
  constructor(
    readonly status: number,
    /** Names and values in turn. */
    private readonly raw: readonly Buffer[],
  ) {}

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Without parameters, in lower case; empty when there is none. */
  get contentType(): string {
    return this.header('content-type')?.split(';', 1)[0]!.trim().toLowerCase() ?? '';
  }

  /** @param name in lower case */
  header(name: string): string | undefined {
    for (let at = 0; at < this.raw.length; at += 2) {
      const candidate = this.raw[at]!;
      if (candidate.length === name.length && candidate.toString('latin1').toLowerCase() === name) {
        return this.raw[at + 1]!.toString('latin1');
      }
    }
    return undefined;
  }
}
