import { Agent, request } from 'undici';
import { Gateway } from '../lib/gateway.mjs';
import { residentBytes } from '../lib/memory.mjs';
import { openSession } from '../lib/mcp.mjs';
import { atEnd, startPeer } from '../lib/peers.mjs';
import { table } from '../lib/report.mjs';

const SESSIONS = 1000;
const AT_ONCE = 20;
const KIB = 1024;
const SETTLE_MS = 3000;

/** A thousand legacy sessions, each with its stream open and nothing to say: what memory each takes. */
export async function run() {
  const gateway = await Gateway.start();
  const { url } = await startPeer('upstream.mjs');
  await gateway.register('raw', { url });
  const token = await gateway.createClient('bench', ['raw']);
  const dispatcher = new Agent({ connections: 2 * SESSIONS });
  atEnd(() => dispatcher.destroy());
  const open = () => openStreams({ gateway, token, dispatcher });
  const before = await memoryOf(gateway);
  await open(); // what the first sessions bring with them is not theirs alone
  const first = await memoryOf(gateway);
  await open();
  const second = await memoryOf(gateway);
  const row = (words, from, to) => [words, ((to - from) / SESSIONS / KIB).toFixed(1)];
  return table(
    ['', 'KiB a session'],
    [row(`the first ${SESSIONS}`, before, first), row(`${SESSIONS} more`, first, second)],
  );
}

async function openStreams({ gateway, token, dispatcher }) {
  for (let i = 0; i < SESSIONS; i += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const headers = await openSession(gateway.mcp, token);
        const stream = await request(gateway.mcp, {
          dispatcher,
          headers: { ...headers, accept: 'text/event-stream' },
        });
        if (stream.statusCode !== 200) throw new Error(`the stream answered ${stream.statusCode}`);
        stream.body.on('error', () => {}).resume();
      }),
    );
  }
}

async function memoryOf({ pid }) {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return residentBytes(pid);
}
