/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * File names, without their ending, for names of servers, groups, clients or users: the names themselves where
 * that works. A `~`, which no name holds, tells those apart that some file systems take for the same.
 */
export function fileNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const folded = name.toLowerCase();
    const count = (seen.get(folded) ?? 0) + 1;
    seen.set(folded, count);
    const safe = DEVICE.test(name) ? `~${name}` : name;
    return count === 1 ? safe : `${safe}~${count}`;
  });
}
