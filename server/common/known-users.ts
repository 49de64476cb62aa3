/** The users as modules beside theirs need them. */
export abstract class KnownUsers {
  /**
   * Within a transaction, and before it locks anything else: until its end nobody can delete the user.
   * @returns false when there is none
   */
  abstract lock(username: string): Promise<boolean>;
}
