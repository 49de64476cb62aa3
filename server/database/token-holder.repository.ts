import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import type { StoredToken } from '../secrets/issue-token.js';
import type { Database } from './database.js';
import type { TokenHolder } from './token-holder.entity.js';

/** For updates that change nothing of what the row says. */
export const UNTOUCHED = { updatedAt: () => 'updated_at' };

interface Table {
  entity: EntityTarget<TokenHolder>;
  /** The property that holds a row's name. */
  nameProperty: string;
}

/** What is done alike to the rows of all who have access tokens. */
export abstract class TokenHolderRepository {
  constructor(
    protected readonly database: Database,
    private readonly table: Table,
  ) {}

  /**
   * Within a transaction, and before anything is read in it: until its end nobody else changes the row.
   * @returns false when there is none
   */
  async lock(name: string): Promise<boolean> {
    const affected = await this.write({ [this.table.nameProperty]: name }, UNTOUCHED);
    return affected !== 0;
  }

  async storeToken(id: number, token: StoredToken): Promise<void> {
    await this.write({ id }, { ...token });
  }

  async recordUse(id: number, lastUsedAt: Date): Promise<void> {
    await this.write({ id }, { lastUsedAt, ...UNTOUCHED });
  }

  /** Stores the same token under another hash, unless the token was replaced meanwhile. */
  async rehash(id: number, { from, to }: { from: string; to: string }): Promise<void> {
    await this.write({ id, tokenHash: from }, { tokenHash: to });
  }

  private async write(
    where: FindOptionsWhere<TokenHolder> | Record<string, string>,
    values: object,
  ): Promise<number | undefined> {
    const { entity } = this.table;
    const { affected } = await this.database.transaction((manager) => manager.update(entity, where, values));
    return affected;
  }
}
