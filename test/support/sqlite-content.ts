import Sqlite from 'better-sqlite3';

/** Changed by whoever only looks, or asks for a change of what is not there. */
const VOLATILE = /^(last_used_at|updated_at|revision)$/;

/** Written whatever happens, also when something is refused. */
const AUDIT = 'audit_events';

/** Every row of an SQLite database, those of the audit log aside. */
export function contentOf(path: string): Record<string, unknown[]> {
  const file = new Sqlite(path, { readonly: true });
  try {
    const tables = file.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
    return Object.fromEntries(
      (tables as string[])
        .filter((table) => table !== AUDIT)
        .map((table) => [
          table,
          file.prepare(`SELECT * FROM "${table}"`).all().filter(isNoCount).map(lasting),
        ]),
    );
  } finally {
    file.close();
  }
}

function lasting(row: unknown): unknown {
  return Object.fromEntries(Object.entries(row as object).filter(([column]) => !VOLATILE.test(column)));
}

/** SQLite keeps the last id of each table in one of its own. */
function isNoCount(row: unknown): boolean {
  return (row as { name?: unknown }).name !== AUDIT;
}
