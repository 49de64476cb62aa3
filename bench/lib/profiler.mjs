import { once } from 'node:events';
import { WebSocket } from 'undici';
import { answering, freePort } from './peers.mjs';

const SAMPLE_EVERY_US = 250;

/** Flags for a Node.js program that is to be profiled, and the address they open. */
export async function profilable() {
  const port = await freePort();
  return { nodeFlags: [`--inspect=127.0.0.1:${port}`], address: `http://127.0.0.1:${port}/json/list` };
}

/** Takes a CPU profile of a running program while something is done. @returns `{profile, result}` */
export async function profiling(address, work) {
  await answering(address);
  const [{ webSocketDebuggerUrl }] = await (await fetch(address)).json();
  const socket = new WebSocket(webSocketDebuggerUrl);
  await once(socket, 'open');
  const send = caller(socket);
  await send('Profiler.enable');
  await send('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await send('Profiler.start');
  const result = await work();
  const { profile } = await send('Profiler.stop');
  socket.close(); // a program waits for its debugger to leave before it ends
  return { profile, result };
}

function caller(socket) {
  const waiting = new Map();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(data);
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error) reject?.(new Error(error.message));
    else resolve?.(result);
  });
  return (method, params) =>
    new Promise((resolve, reject) => {
      waiting.set((last += 1), { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
