/** Something administered, for whoever keeps account of it. Never holds a secret, nor the hash of one. */
export interface ChangeNote {
  /** What was done, such as `user.update`. */
  readonly action: string;
  /** What it was done to, in words: `user alice`. */
  readonly target: string;
  readonly server?: string;
  /** The canonical name of the item that it was done to. */
  readonly tool?: string;
  /** As people are shown it; absent: there was none. */
  readonly before?: object;
  /** As people are shown it; absent: there is none any more. */
  readonly after?: object;
  /** What else there is to say. */
  readonly details?: object;
}

/** Keeps account: within the transaction, which fails when this does. */
export type Keeper = (notes: readonly ChangeNote[]) => Promise<void>;
