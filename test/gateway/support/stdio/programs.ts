import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Gateway } from '../gateway.js';

const PROGRAM = join(import.meta.dirname, 'program.mjs');

/** How `program.mjs` behaves. */
export interface Behaviour {
  /** Milliseconds it takes to start. */
  startMs?: number;
  /** A file to which it writes its process id, and that of its child. */
  pids?: string;
  grandchild?: boolean;
  ignoresTerm?: boolean;
  exitsAtStart?: number;
  /** A file. */
  exitsIfThere?: string;
  isSilent?: boolean;
  /** What it does when it is asked something before `initialize`. */
  onEarly?: 'exits' | 'is silent';
  says?: string;
  printsAtStart?: string;
  floodsErrors?: boolean;
}

/** The part of a definition that starts `program.mjs`. */
export function program(behaviour: Behaviour = {}): { command: string; args: string[] } {
  return { command: process.execPath, args: [PROGRAM, JSON.stringify(behaviour)] };
}

/** The part of a definition that starts a server of the npm package `@modelcontextprotocol/server-<name>`. */
export function official(name: string, ...args: string[]): { command: string; args: string[] } {
  const root = dirname(
    createRequire(import.meta.url).resolve(`@modelcontextprotocol/server-${name}/package.json`),
  );
  return { command: process.execPath, args: [join(root, 'dist/index.js'), ...args] };
}

/** @returns the answer of the registration */
export async function registerProgram(
  gateway: Gateway,
  name: string,
  definition: object,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const body = { name, transport: 'stdio', ...definition };
  const { status, body: answer } = await gateway.app.post('/api/v0/servers', {
    token: gateway.app.adminToken,
    body,
  });
  return { status, body: answer as Record<string, unknown> };
}

/** Calls a tool. @returns the text of its result */
export async function call(client: Client, name: string, args: object = {}): Promise<string> {
  const result = (await client.callTool({ name, arguments: { ...args } })) as CallToolResult;
  return (result.content as { text: string }[]).map(({ text }) => text).join('\n');
}

/** The numbers of the processes that wrote them into a file. */
export function pidsIn(file: string): number[] {
  return readFileSync(file, 'utf8').trim().split('\n').map(Number);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and that nobody has asked about is there still, as a zombie.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
