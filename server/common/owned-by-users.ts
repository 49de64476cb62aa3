/** What belongs to users and outlives them. */
export abstract class OwnedByUsers {
  /** Within the transaction that deletes the user, and after that: what was theirs belongs to nobody. */
  abstract disown(username: string): Promise<void>;
}
