import { OrFile, Secret, Text, WholeNumber } from './variables.js';

/** Which database the server uses, and how it gets there. */
export abstract class DatabaseVariables {
  /**
   * The database: `mysql://…`, `mariadb://…`, `postgres://…`, `postgresql://…` or `sqlite:<path>`. The first
   * of these that is set counts: `--database-url`, `--sqlite-db-path`, `DATABASE_URL`, `MYSQL_HOST`,
   * `POSTGRES_HOST`, `SQLITE_DB_PATH`.
   */
  @OrFile()
  @Secret()
  @Text()
  DATABASE_URL?: string;

  /** A file with the certificate authority (PEM) that the database's certificate is verified by. Turns TLS on. */
  @Text()
  DATABASE_TLS_CA_FILE?: string;

  /** The host of a MySQL or MariaDB server; used when it is set and `DATABASE_URL` is not. */
  @Text()
  MYSQL_HOST?: string;

  /** The TCP port of that server. */
  @WholeNumber(1, 65_535)
  MYSQL_PORT = 3306;

  /** The database user there. */
  @OrFile()
  @Text()
  MYSQL_USER = 'root';

  /** That user's password. */
  @OrFile()
  @Secret()
  @Text()
  MYSQL_PASSWORD = '';

  /** The name of the database there; it must exist. */
  @OrFile()
  @Text()
  MYSQL_DB = 'mcpjungle';

  /** The host of a PostgreSQL server; used when it is set and neither `DATABASE_URL` nor `MYSQL_HOST` is. */
  @Text()
  POSTGRES_HOST?: string;

  /** The TCP port of that server. */
  @WholeNumber(1, 65_535)
  POSTGRES_PORT = 5432;

  /** The database user there. */
  @OrFile()
  @Text()
  POSTGRES_USER = 'postgres';

  /** That user's password. */
  @OrFile()
  @Secret()
  @Text()
  POSTGRES_PASSWORD = '';

  /** The name of the database there; it must exist. */
  @OrFile()
  @Text()
  POSTGRES_DB = 'postgres';

  /** The SQLite file, used when no other database is named. `--sqlite-db-path` wins. */
  @Text()
  SQLITE_DB_PATH = './mcpjungle.db';
}
