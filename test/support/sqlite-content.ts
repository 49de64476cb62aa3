import Sqlite from 'better-sqlite3';

/** Changed by whoever only looks, or asks for a change of what is not there. */
const VOLATILE = /^(last_used_at|updated_at|revision)$/;

/** Every row of every table of an SQLite database. */
export function contentOf(path: string): Record<string, unknown[]> {
  const file = new Sqlite(path, { readonly: true });
  try {
    const tables = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    return Object.fromEntries(
      (tables as string[]).map((table) => [
        table,
        file.prepare(`SELECT * FROM "${table}"`).all().map(lasting),
      ]),
    );
  } finally {
    file.close();
  }
}

function lasting(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).filter(([column]) => !VOLATILE.test(column)));
}
