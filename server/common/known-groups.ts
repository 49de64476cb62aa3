/** Tells whether there is a group, to modules that stand below the groups. */
export abstract class KnownGroups {
  abstract has(name: string): boolean;
}
