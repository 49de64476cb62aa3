import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  completable as completable2,
  createMcpHandler,
  inputRequired,
  inputResponse,
  McpServer as McpServer2,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CreateMessageResultSchema,
  ElicitResultSchema,
  ListRootsResultSchema,
  RootsListChangedNotificationSchema,
  type ServerNotification,
  type ServerRequest,
  SubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { defer } from '../../../support/cleanup.js';
import { startSdkServer } from '../sdk-server.js';
import { FORM, LANGUAGES, NOTE, type PeerServer, type Question, QUESTIONS, SAMPLING, text } from './peer.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

const ask = { what: z.enum(QUESTIONS) };
const hang = { label: z.string() };
const startingWith = (value: string | undefined) => LANGUAGES.filter((one) => one.startsWith(value ?? ''));
const note = () => ({ contents: [{ uri: NOTE, text: 'a note' }] });
const greeting = () => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: 'Hello' } }],
});

/** SDK 1.32: sessions, and requests to the client. */
export async function startLegacyPeer(): Promise<PeerServer> {
  const servers = new Set<McpServer>();
  const subscribed = new Set<McpServer>();
  let isGrown = false;
  const grow = (server: McpServer) => server.registerTool('grown', {}, () => text('grown'));
  const peer: PeerServer = {
    url: '',
    answers: new Map(),
    hanging: new Map(),
    rootsChanged: 0,
    touch: () => subscribed.forEach(({ server }) => void server.sendResourceUpdated({ uri: NOTE })),
    grow: () => {
      isGrown = true;
      for (const server of servers) grow(server);
    },
  };
  const { url } = await startSdkServer((server) => {
    servers.add(server);
    server.server.registerCapabilities({ logging: {}, resources: { subscribe: true } });
    server.registerTool('steps', {}, steps);
    server.registerTool('ask', { inputSchema: ask }, async ({ what }, extra) => {
      const answer = await asked(what, extra);
      peer.answers.set(what, answer);
      return text(answer);
    });
    server.registerTool('hang', { inputSchema: hang }, ({ label }, { signal }) =>
      hanging(peer, label, signal),
    );
    const argsSchema = { language: completable(z.string(), startingWith) };
    server.registerPrompt('greet', { argsSchema }, greeting);
    server.registerResource('note', NOTE, {}, note);
    server.server.setRequestHandler(SubscribeRequestSchema, () => {
      subscribed.add(server);
      return {};
    });
    server.server.setNotificationHandler(RootsListChangedNotificationSchema, () => void peer.rootsChanged++);
    if (isGrown) grow(server);
  });
  return Object.assign(peer, { url });
}

async function steps({ sendNotification, _meta }: Extra) {
  for (const progress of [1, 2]) {
    const data = `step ${progress}`;
    await sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
    const progressToken = _meta?.progressToken;
    if (progressToken === undefined) continue;
    await sendNotification({ method: 'notifications/progress', params: { progressToken, progress } });
  }
  return text('done');
}

function asked(what: Question, { sendRequest }: Extra): Promise<unknown> {
  switch (what) {
    case 'form': {
      const params = { mode: 'form' as const, message: 'who', requestedSchema: FORM };
      return sendRequest({ method: 'elicitation/create', params }, ElicitResultSchema);
    }
    case 'page': {
      const params = {
        mode: 'url' as const,
        message: 'open',
        url: 'https://example.com/',
        elicitationId: 'e',
      };
      return sendRequest({ method: 'elicitation/create', params }, ElicitResultSchema);
    }
    case 'sample':
      return sendRequest({ method: 'sampling/createMessage', params: SAMPLING }, CreateMessageResultSchema);
    case 'roots':
      return sendRequest({ method: 'roots/list' }, ListRootsResultSchema);
  }
}

/** SDK 2.4: neither sessions nor requests to the client. */
export async function startModernPeer(): Promise<PeerServer> {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  defer(() => {
    http.close();
    http.closeAllConnections();
  });
  let isGrown = false;
  const peer: PeerServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    answers: new Map(),
    hanging: new Map(),
    rootsChanged: 0,
    touch: () => handler.notify.resourceUpdated(NOTE),
    grow: () => {
      isGrown = true;
      handler.notify.toolsChanged();
    },
  };
  const handler = createMcpHandler(() => modernServer(peer, isGrown), { legacy: 'reject' });
  const handle = toNodeHandler(handler);
  http.on('request', (request, response) => void handle(request, response));
  return peer;
}

function modernServer(peer: PeerServer, isGrown: boolean): McpServer2 {
  const capabilities = { logging: {}, tools: { listChanged: true }, resources: { subscribe: true } };
  const server = new McpServer2({ name: 'two', version: '2.0.0' }, { capabilities });
  server.registerTool('steps', {}, modernSteps);
  server.registerTool('ask', { inputSchema: z.object(ask) }, ({ what }, { mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, what);
    if (answer.kind === 'missing') return inputRequired({ inputRequests: { [what]: INPUTS[what]() } });
    peer.answers.set(what, mcpReq.inputResponses?.[what]);
    return text(mcpReq.inputResponses?.[what]);
  });
  server.registerTool('hang', { inputSchema: z.object(hang) }, ({ label }, { mcpReq }) =>
    hanging(peer, label, mcpReq.signal),
  );
  const argsSchema = z.object({ language: completable2(z.string(), startingWith) });
  server.registerPrompt('greet', { argsSchema }, greeting);
  server.registerResource('note', NOTE, {}, note);
  if (isGrown) server.registerTool('grown', {}, () => text('grown'));
  return server;
}

const INPUTS = {
  form: () => inputRequired.elicit({ message: 'who', requestedSchema: FORM }),
  page: () => inputRequired.elicitUrl({ message: 'open', url: 'https://example.com/' }),
  sample: () => inputRequired.createMessage(SAMPLING),
  roots: () => inputRequired.listRoots(),
};

async function modernSteps({ mcpReq }: ServerContext) {
  for (const progress of [1, 2]) {
    await mcpReq.log('info', `step ${progress}`);
    const progressToken = mcpReq._meta?.progressToken;
    if (progressToken === undefined) continue;
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress } });
  }
  return text('done');
}

function hanging(peer: PeerServer, label: string, signal: AbortSignal): Promise<never> {
  const call = { cancelled: false };
  peer.hanging.set(label, call);
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      call.cancelled = true;
      reject(new Error('cancelled'));
    });
  });
}
