import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { BARE_ENV, CLI_PROGRAM } from '../../support/checkout.js';
import { Person } from '../../support/cli-process.js';
import { oneLine } from '../../support/one-line.js';
import { freePort } from '../../support/ports.js';
import { Program } from '../../support/program.js';

/** Several processes at once, beside other suites. */
jest.setTimeout(60_000);

/** A disk of that size on ./disk, for one command and as long as it runs; needs Linux, and the right to. */
const disk = (size: string) => [
  '-rm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${size} tmpfs disk && exec "$@"`,
  'sh',
];
const mayMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const onLinux = mayMount ? it : it.skip;

function withDisk(): Person {
  const person = new Person();
  mkdirSync(join(person.home, 'disk'));
  return person;
}

onLinux('a disk that is full when the server starts', async () => {
  const person = withDisk();
  const [flags, shell, ...words] = disk('64k');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const typed = `unshare ${flags} ${shell} ${quoted} mcpjungle start --sqlite-db-path disk/my.db`;
  expect(oneLine(await person.types(typed, { PORT: '0' }), { '<home>': person.home })).toEqual([
    1,
    'cannot start: the SQLite file "<home>/disk/my.db" cannot grow: no space left on its disk; free some',
  ]);
});

onLinux('a disk that has no space for the key, of which no half is left', async () => {
  const person = withDisk();
  const start = 'mcpjungle start --sqlite-db-path disk/my.db';
  const fill = 'ln -s "$PWD/my.db" disk/my.db && head -c 4096 /dev/zero > disk/full';
  const script = `mount -t tmpfs -o size=4k tmpfs disk && ${fill} && ! ${start} && ls disk`;
  const { stdout, stderr } = await person.types(`unshare -rm sh -c '${script}'`, { PORT: '0' });
  expect([stdout, stderr.replace(person.home, '<home>')]).toEqual([
    'full\nmy.db\n',
    'error: cannot start: the key file "<home>/disk/my.db.key" cannot be written (ENOSPC); free some space on its disk, or set SECRET_KEY\n',
  ]);
});

onLinux('a disk that gets full while the server runs', async () => {
  const { home } = withDisk();
  const port = String(await freePort());
  const flags = ['--sqlite-db-path', 'disk/my.db', '--port', port, '--enterprise', '--host', '127.0.0.1'];
  const server = new Program('unshare', [...disk('500k'), process.execPath, CLI_PROGRAM, 'start', ...flags], {
    cwd: home,
    env: { ...BARE_ENV, HOME: home },
  });
  await server.waitForOutput(/init-server/);
  const admin = new Person({ env: { MCPJUNGLE_REGISTRY: `http://127.0.0.1:${port}` } });
  await admin.mcpjungle('init-server');
  const created: string[] = [];
  const create = (name: string) =>
    admin.mcpjungle('create', 'mcp-client', name, '--description', 'x'.repeat(10_000));
  let refused = await create('client-00');
  for (let count = 0; refused.code === 0 && count < 40; count++) {
    created.push(`client-${String(count).padStart(2, '0')}`);
    refused = await create(`client-${String(count + 1).padStart(2, '0')}`);
  }
  expect(oneLine(refused)).toEqual([
    1,
    'the database has no space left; free some on its disk, then try again',
  ]);
  const { stdout } = await admin.mcpjungle('list', 'mcp-clients');
  expect(stdout.split('\n').map((row) => row.split('\t')[0])).toEqual([...created, '']);
  expect((await admin.mcpjungle('whoami')).code).toBe(0);
});
