import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Gateway } from '../lib/gateway.mjs';
import { openSession, post } from '../lib/mcp.mjs';
import { table } from '../lib/report.mjs';

const PROGRAM = fileURLToPath(new URL('../peers/program.mjs', import.meta.url));
const START_MS = 1000;

/** A program that takes a second to start, called once a second: what waits in reserve, and what a kept process costs. */
export async function run({ rounds, seconds }) {
  const gateway = await Gateway.start();
  const rows = [];
  for (const mode of ['stateless', 'stateful']) {
    await gateway.register(mode, {
      transport: 'stdio',
      command: process.execPath,
      args: [PROGRAM, String(START_MS)],
      session_mode: mode,
    });
    const token = await gateway.createClient(mode, [mode]);
    rows.push([mode, ...(await measured(gateway, { token, tool: `${mode}__pid`, calls: rounds * seconds }))]);
  }
  const head = ['', 'calls', 'processes', 'first ms', 'p50 ms', 'p99 ms', 'greatest ms'];
  return `Start of the program: ${START_MS} ms and that of Node.js; one call a second.\n\n${table(head, rows)}`;
}

async function measured({ url }, { token, tool, calls }) {
  const headers = await openSession(`${url}/mcp`, token);
  const times = [];
  const processes = new Set();
  for (let id = 1; id <= calls + 1; id++) {
    const due = delay(1000);
    const before = performance.now();
    const answer = await (
      await post(`${url}/mcp`, headers, { jsonrpc: '2.0', id, method: 'tools/call', params: { name: tool } })
    ).json();
    times.push(performance.now() - before);
    processes.add(answer.result.content[0].text);
    await due;
  }
  const [first, ...rest] = times;
  rest.sort((a, b) => a - b);
  const at = (share) => rest[Math.min(rest.length - 1, Math.floor(share * rest.length))];
  const figures = [first, at(0.5), at(0.99), rest.at(-1)].map((ms) => ms.toFixed(1));
  return [String(times.length), String(processes.size), ...figures];
}
