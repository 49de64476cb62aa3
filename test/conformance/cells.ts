/** Which revisions a client or server speaks: those with `initialize` and sessions, or the stateless ones. */
export type Era = 'legacy' | 'modern';

/** The revision whose requirements stand for an era. */
export const REVISIONS: Readonly<Record<Era, string>> = { legacy: '2025-11-25', modern: '2026-07-28' };

export const ERAS = Object.keys(REVISIONS) as Era[];

/** A pair that meets at the gateway: the suite as the client, the fixture as the server. */
export interface Cell {
  readonly client: Era;
  readonly server: Era;
  /** HTTP unless it says otherwise; the gateway is reached over HTTP always. */
  readonly over?: 'stdio';
}

export function cellName({ client, server, over }: Cell): string {
  return `${client} client, ${server} server${over ? ` over ${over}` : ''}`;
}

/** The pairs that the gateway serves. */
export const CELLS: readonly Cell[] = [
  { client: 'legacy', server: 'legacy' },
  { client: 'modern', server: 'legacy' },
  { client: 'legacy', server: 'modern' },
  { client: 'modern', server: 'modern' },
  { client: 'legacy', server: 'legacy', over: 'stdio' },
  { client: 'modern', server: 'legacy', over: 'stdio' },
  { client: 'legacy', server: 'modern', over: 'stdio' },
  { client: 'modern', server: 'modern', over: 'stdio' },
];
