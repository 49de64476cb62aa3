import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CreateMessageResultSchema,
  type ElicitRequestParams,
  ElicitResultSchema,
  ListRootsResultSchema,
  UrlElicitationRequiredError,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

const FORM = {
  mode: 'form',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
} as const;

export const form = (message: string): ElicitRequestParams => ({ ...FORM, message });
export const text = (value: unknown) => ({
  content: [{ type: 'text' as const, text: typeof value === 'string' ? value : JSON.stringify(value) }],
});

/** Calls of `hang`, by label: what ends the question they have open, and whether they were cancelled. */
export const hanging = new Map<string, { withdraw: () => void; cancelled: boolean; failure?: string }>();
/** How often a client said that its roots changed. */
export const rootsChanged: string[] = [];

/** Tools that ask their client, each in a way of its own. */
export function setUpAskingServer(server: McpServer): void {
  server.registerTool('form', { inputSchema: { label: z.string() } }, async ({ label }, extra) =>
    text(await extra.sendRequest({ method: 'elicitation/create', params: form(label) }, ElicitResultSchema)),
  );
  // Not said to belong to the call, such a question comes on the session's own stream.
  server.registerTool('aside', { inputSchema: { label: z.string() } }, async ({ label }) =>
    text(await server.server.elicitInput(form(label))),
  );
  server.registerTool('later', { inputSchema: { label: z.string() } }, ({ label }) => {
    setTimeout(() => {
      const call = { withdraw: () => {}, cancelled: false, failure: 'none' };
      hanging.set(label, call);
      server.server.elicitInput(form(label)).catch((error: Error) => (call.failure = error.message));
    }, 50);
    return text('asked when the call is over');
  });
  server.registerTool('sample', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: label } }];
    const question = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 9 } };
    return text((await extra.sendRequest(question, CreateMessageResultSchema)).content);
  });
  server.registerTool('roots', {}, async (extra) =>
    text((await extra.sendRequest({ method: 'roots/list' }, ListRootsResultSchema)).roots),
  );
  server.registerTool('sign-in', {}, () => {
    throw new UrlElicitationRequiredError([
      { mode: 'url', message: 'sign in', url: 'https://example.com/sign-in', elicitationId: 'e1' },
    ]);
  });
  server.registerTool('link', {}, async (extra) => {
    const params = {
      mode: 'url' as const,
      message: 'open',
      url: 'https://example.com/',
      elicitationId: 'e2',
    };
    const result = await extra.sendRequest({ method: 'elicitation/create', params }, ElicitResultSchema);
    await extra.sendNotification({
      method: 'notifications/elicitation/complete',
      params: { elicitationId: 'e2' },
    });
    return text(result);
  });
  server.registerTool('hang', { inputSchema: { label: z.string() } }, async ({ label }, extra) => {
    const giveUp = new AbortController();
    const call = { withdraw: () => giveUp.abort('not needed'), cancelled: false, failure: 'none' };
    hanging.set(label, call);
    extra.signal.addEventListener('abort', () => (call.cancelled = true));
    try {
      const asked = { method: 'elicitation/create' as const, params: form(label) };
      return text(await extra.sendRequest(asked, ElicitResultSchema, { signal: giveUp.signal }));
    } catch (error) {
      call.failure = (error as Error).message;
      return text('withdrawn');
    }
  });
  server.registerTool('ping', {}, async () => text(await server.server.ping()));
  server.server.oninitialized = () => {
    server.server.fallbackNotificationHandler = ({ method }) => {
      rootsChanged.push(method);
      return Promise.resolve();
    };
  };
}
