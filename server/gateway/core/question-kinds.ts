/** What an upstream may ask a client, and the capability by which a client says that it answers. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['sampling/createMessage', 'sampling'],
  ['elicitation/create', 'elicitation'],
  ['roots/list', 'roots'],
]);

/** @param capabilities as the client declared them */
export function mayBeAsked(capabilities: Readonly<Record<string, unknown>>, method: string): boolean {
  const capability = KINDS.get(method);
  return capability !== undefined && capabilities[capability] !== undefined;
}
