import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

export const USER = 'tester';
export const PASSWORD = 'p@ss/w:rd?';

interface Place {
  folder: string;
  port: number;
  /** The folder holds `server.pem` and `server.key`: connections without TLS are refused. */
  tls: boolean;
}

/** How to set up, start and ask one kind of database server. */
export interface Product {
  type: 'mariadb' | 'postgres';
  /** A database that is always there. */
  home: string;
  /** Makes what the server needs in its folder, once. */
  prepare: (place: Place) => void;
  command: (place: Place) => [program: string, ...args: string[]];
  /** Ends it at once, in good order. */
  stopSignal: NodeJS.Signals;
}

const isRoot = process.getuid?.() === 0;

export const MARIADB: Product = {
  type: 'mariadb',
  home: 'mysql',
  stopSignal: 'SIGTERM',
  prepare: ({ folder }) => {
    writeFileSync(
      join(folder, 'init.sql'),
      `CREATE OR REPLACE USER '${USER}'@'%' IDENTIFIED BY '${PASSWORD}';\nGRANT ALL ON *.* TO '${USER}'@'%';\n`,
    );
    run('mariadb-install-db', [
      '--no-defaults',
      `--user=${userInfo().username}`,
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ]);
  },
  command: ({ folder, port, tls }) => [
    '/usr/sbin/mariadbd',
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${join(folder, 'data')}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--init-file=${join(folder, 'init.sql')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    // Not everybody's server runs on UTC.
    '--default-time-zone=+05:30',
    '--innodb-buffer-pool-size=32M',
    // Written with every commit, but not forced to the disk: it outlives the process, not the machine.
    '--innodb-flush-log-at-trx-commit=2',
    ...(tls
      ? [
          `--ssl-cert=${join(folder, 'server.pem')}`,
          `--ssl-key=${join(folder, 'server.key')}`,
          '--require-secure-transport=ON',
        ]
      : []),
  ],
};

export const POSTGRES: Product = {
  type: 'postgres',
  home: 'postgres',
  stopSignal: 'SIGINT',
  prepare: ({ folder, tls }) => {
    writeFileSync(join(folder, 'password'), PASSWORD);
    giveToPostgres(folder);
    const [program, ...args] = asPostgres(
      postgresProgram('initdb'),
      `--pgdata=${join(folder, 'data')}`,
      `--username=${USER}`,
      `--pwfile=${join(folder, 'password')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    );
    run(program, args);
    if (tls) writeFileSync(join(folder, 'data/pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  },
  command: ({ folder, port, tls }) =>
    asPostgres(
      postgresProgram('postgres'),
      '-D',
      join(folder, 'data'),
      ...settings({
        port,
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        timezone: 'Asia/Kolkata',
        fsync: 'off',
        full_page_writes: 'off',
        shared_buffers: '32MB',
        ...(tls
          ? { ssl: 'on', ssl_cert_file: join(folder, 'server.pem'), ssl_key_file: join(folder, 'server.key') }
          : {}),
      }),
    ),
};

function settings(values: Record<string, string | number>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** PostgreSQL refuses to run as root, so root hands it to the user that its package made. */
function asPostgres(program: string, ...args: string[]): [string, ...string[]] {
  if (!isRoot) return [program, ...args];
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args];
}

function giveToPostgres(folder: string): void {
  if (!isRoot) return;
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(run('id', [flag, 'postgres'])));
  const paths = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  for (const path of paths) chownSync(path, uid!, gid!);
  const key = join(folder, 'server.key');
  if (existsSync(key)) chmodSync(key, 0o600);
}

/** Debian keeps the programs out of PATH, a folder for each version. */
function postgresProgram(name: string): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return join(root, newest ?? '', 'bin', name);
}

function run(program: string, args: string[]): string {
  try {
    return execFileSync(program, args, { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`${program} is not installed; .ci/run says what the tests need`, { cause: error });
  }
}
