import { LOG_LEVEL_META_KEY } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Gateway } from '../gateway.js';
import { connectModern, textOf } from '../modern-client.js';
import { ANSWERS, CAPABILITIES, NOTE, type PeerClient } from './peer.js';

const TOOLS_CHANGED = 'notifications/tools/list_changed';
const greet = (name: string) => ({ type: 'ref/prompt' as const, name });

/** SDK 1.32, in a session. */
export async function connectLegacyPeer(gateway: Gateway, token: string): Promise<PeerClient> {
  const client = new Client({ name: 'one', version: '1' }, { capabilities: CAPABILITIES });
  const [logged, told]: [unknown[], string[]] = [[], []];
  client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
    params.mode === 'url' ? ANSWERS.page : ANSWERS.form,
  );
  client.setRequestHandler(CreateMessageRequestSchema, () => ANSWERS.sample);
  client.setRequestHandler(ListRootsRequestSchema, () => ANSWERS.roots);
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void logged.push(params.data),
  );
  client.setNotificationHandler(
    ResourceUpdatedNotificationSchema,
    ({ params }) => void told.push(params.uri),
  );
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void told.push(TOOLS_CHANGED));
  await gateway.connect({ token }, client);
  return {
    logged,
    told,
    call: async (name, args, { onProgress, signal } = {}) => {
      const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
      const result = await client.callTool({ name, arguments: args }, undefined, { onprogress, signal });
      return textOf({ content: result.content });
    },
    complete: async (prompt, value) => {
      const argument = { name: 'language', value };
      return (await client.complete({ ref: greet(prompt), argument })).completion.values;
    },
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    log: async () => void (await client.setLoggingLevel('debug')),
    follow: async () => void (await client.subscribeResource({ uri: NOTE })),
    changeRoots: () => client.sendRootsListChanged(),
  };
}

/** SDK 2.4, in the modern revision. */
export async function connectModernPeer(gateway: Gateway, token: string): Promise<PeerClient> {
  const [logged, told]: [unknown[], string[]] = [[], []];
  let level: Record<string, unknown> | undefined;
  const client = await connectModern(gateway, {
    token,
    capabilities: CAPABILITIES,
    setUp: (one) => {
      one.setRequestHandler('elicitation/create', ({ params }) =>
        params.mode === 'url' ? ANSWERS.page : ANSWERS.form,
      );
      one.setRequestHandler('sampling/createMessage', () => ANSWERS.sample);
      one.setRequestHandler('roots/list', () => ANSWERS.roots);
      one.setNotificationHandler('notifications/message', ({ params }) => void logged.push(params.data));
      one.setNotificationHandler(
        'notifications/resources/updated',
        ({ params }) => void told.push(params.uri),
      );
      one.setNotificationHandler(TOOLS_CHANGED, () => void told.push(TOOLS_CHANGED));
    },
  });
  return {
    logged,
    told,
    call: async (name, args, { onProgress, signal } = {}) => {
      const onprogress = onProgress && (({ progress }: { progress: number }) => onProgress(progress));
      const params = { name, arguments: args, ...(level && { _meta: level }) };
      return textOf(await client.callTool(params, { onprogress, signal }));
    },
    complete: async (prompt, value) => {
      const argument = { name: 'language', value };
      return (await client.complete({ ref: greet(prompt), argument })).completion.values;
    },
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    log: () => {
      level = { [LOG_LEVEL_META_KEY]: 'debug' };
      return Promise.resolve();
    },
    follow: async () => {
      await client.listen({ toolsListChanged: true, resourceSubscriptions: [NOTE] });
    },
    changeRoots: () => client.sendRootsListChanged(),
  };
}
