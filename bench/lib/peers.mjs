import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is to be stopped at the end of the run, the latest first. */
const stops = [];

/** Registers something to be done when the run ends. */
export function atEnd(stop) {
  stops.push(stop);
}

export async function stopAll() {
  for (const stop of stops.splice(0).reverse()) await stop();
}

/** Starts one of the scripts in bench/peers as a process of its own. @returns its MCP URL, process id and process */
export async function startPeer(script, args = []) {
  const child = fork(new URL(`../peers/${script}`, import.meta.url), args);
  atEnd(() => end(child));
  const [{ port }] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}/mcp`, pid: child.pid, child };
}

/** nginx as a plain reverse proxy, with kept-alive upstream connections. @returns its URL; undefined where it is not installed */
export async function startNginx(target) {
  const program = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync);
  if (!program) return undefined;
  const folder = await temporaryFolder();
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), nginxConfig({ folder, port, target: new URL(target) }));
  const child = spawn(program, ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  atEnd(() => end(child));
  const url = `http://127.0.0.1:${port}/mcp`;
  await answering(url);
  return url;
}

function nginxConfig({ folder, port, target }) {
  return `
daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000000;
  upstream target { server ${target.host}; keepalive 1024; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / { proxy_pass http://target; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
}`;
}

export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'mcpjungle-bench-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Waits until something answers there, whatever it says. */
export async function answering(url, timeoutMs = 20_000) {
  const deadline = Date.now() + timeoutMs;
  while (
    !(await fetch(url).then(
      () => true,
      () => false,
    ))
  ) {
    if (Date.now() > deadline) throw new Error(`nothing answers at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** The first line a program prints with these arguments; undefined where it is not installed. */
export function versionOf(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).split(
      '\n',
    )[0];
  } catch (error) {
    return error.stdout?.split('\n')[0] || undefined;
  }
}
