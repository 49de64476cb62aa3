// Loaded into a process before its program (node --import): on SIGUSR2 it writes what lives in it to $COUNTS_FILE.
import { createHook } from 'node:async_hooks';
import { renameSync, writeFileSync } from 'node:fs';

/** As Node.js names them: timers count whether or not they keep the process alive. */
const COUNTED = { Timeout: 'timers', TCPWRAP: 'sockets', PIPEWRAP: 'pipes', PROCESSWRAP: 'children' };

const live = new Map();

createHook({
  init: (id, type) => {
    if (type in COUNTED) live.set(id, COUNTED[type]);
  },
  destroy: (id) => void live.delete(id),
}).enable();

process.on('SIGUSR2', () => {
  const counts = Object.fromEntries(Object.values(COUNTED).map((kind) => [kind, 0]));
  for (const kind of live.values()) counts[kind]++;
  const file = process.env.COUNTS_FILE;
  writeFileSync(`${file}.new`, JSON.stringify(counts));
  renameSync(`${file}.new`, file);
});
