import { Injectable } from '@nestjs/common';
import type { DefinitionType } from '../../../api/configurations.js';
import { Database } from '../../database/database.js';
import { ManagedDefinition } from './managed-definition.entity.js';

/** Something that a folder of configuration names. */
export interface Managed {
  type: DefinitionType;
  name: string;
}

/** Tells them apart. */
export function keyOf({ type, name }: Managed): string {
  return `${type} ${name}`;
}

@Injectable()
export class ManagedDefinitionsRepository {
  constructor(private readonly database: Database) {}

  findAll(): Promise<Managed[]> {
    return this.database.read((manager) => manager.find(ManagedDefinition));
  }

  /** These and no others from now on; nothing is written when it is so already. */
  async replace(named: readonly Managed[]): Promise<void> {
    const wanted = new Map(named.map((one) => [keyOf(one), one]));
    const stored = new Map(
      (await this.database.read((manager) => manager.find(ManagedDefinition))).map((row) => [
        keyOf(row),
        row,
      ]),
    );
    const gone = [...stored].flatMap(([key, row]) => (wanted.has(key) ? [] : row));
    const added = [...wanted].flatMap(([key, one]) =>
      stored.has(key) ? [] : { type: one.type, name: one.name },
    );
    if (gone.length === 0 && added.length === 0) return;
    await this.database.transaction(async (manager) => {
      if (gone.length > 0) await manager.remove(gone, { chunk: 500 });
      if (added.length > 0) await manager.save(ManagedDefinition, added, { chunk: 500 });
    });
  }
}
