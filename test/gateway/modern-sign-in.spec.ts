import { beforeAll, describe, expect, it } from '@jest/globals';
import { UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { eventually } from '../support/eventually.js';
import { Gateway } from './support/gateway.js';
import { connectModern, textOf } from './support/modern-client.js';
import { ModernWire } from './support/modern-wire.js';
import { type SdkServer, startSdkServer } from './support/sdk-server.js';

const ABLE = { elicitation: { form: {}, url: {} } };
const page = (number: number) => `https://example.com/sign-in/${number}`;

let gateway: Gateway;
let token: string;
let sdk: SdkServer;
/** Calls so far, and after how many visits a label is let in. */
const calls = new Map<string, number>();
/** The session that the last call of a label came in. */
const sessionOf = new Map<string, string>();

beforeAll(async () => {
  sdk = await startSdkServer((server) => {
    const inputSchema = { label: z.string(), visits: z.number(), pages: z.number() };
    server.registerTool('guarded', { inputSchema }, ({ label, visits, pages }, { sessionId }) => {
      sessionOf.set(label, sessionId!);
      const count = (calls.get(label) ?? 0) + 1;
      calls.set(label, count);
      if (count > visits) return { content: [{ type: 'text', text: `${label} is in` }] };
      throw new UrlElicitationRequiredError(
        Array.from({ length: pages }, (_, index) => ({
          mode: 'url' as const,
          message: `page ${index}`,
          url: page(index),
          elicitationId: `e${index}`,
        })),
        'sign in first',
      );
    });
  });
  gateway = await Gateway.start();
  await gateway.register('old', sdk.url);
  token = await gateway.client('agent', ['*']);
});

const guarded = (label: string, { visits = 1, pages = 1 } = {}) => ({
  name: 'old__guarded',
  arguments: { label, visits, pages },
});

describe('a legacy server that wants a page visited first', () => {
  it('has a modern client asked to, and is called again', async () => {
    const urls: unknown[] = [];
    const client = await connectModern(gateway, {
      token,
      capabilities: ABLE,
      setUp: (one) =>
        one.setRequestHandler('elicitation/create', ({ params }) => {
          urls.push('url' in params && params.url);
          return { action: 'accept' };
        }),
    });
    expect(textOf(await client.callTool(guarded('anna', { visits: 2, pages: 2 })))).toBe('anna is in');
    expect(urls.sort()).toEqual([page(0), page(0), page(1), page(1)]);
    expect(calls.get('anna')).toBe(3);
  });

  it('asks in the words of the modern era', async () => {
    const wire = new ModernWire(gateway.raw({ token }), ABLE);
    const { message } = await wire.callTool('old__guarded', guarded('wire').arguments);
    expect(message.result).toEqual({
      resultType: 'input_required',
      inputRequests: {
        'elicitation-1': {
          method: 'elicitation/create',
          params: { mode: 'url', message: 'page 0', url: page(0) },
        },
      },
      requestState: expect.any(String),
    });
    const { requestState } = message.result as { requestState: string };
    const inputResponses = { 'elicitation-1': { action: 'accept' } };
    const done = await wire.callTool('old__guarded', guarded('wire').arguments, {
      params: { requestState, inputResponses },
    });
    expect(JSON.stringify(done.message.result)).toContain('wire is in');
  });

  it.each([
    ['who declines', ABLE, 'decline'],
    ['who can visit none', { elicitation: { form: {} } }, 'accept'],
    ['who cannot be asked at all', {}, 'accept'],
  ])('fails for a client %s, in a code that this era has', async (label, capabilities, action) => {
    const wire = new ModernWire(gateway.raw({ token }), capabilities);
    let answer = await wire.callTool('old__guarded', guarded(label).arguments);
    if (answer.message.result) {
      const { requestState } = answer.message.result as { requestState: string };
      const inputResponses = { 'elicitation-1': { action } };
      answer = await wire.callTool('old__guarded', guarded(label).arguments, {
        params: { requestState, inputResponses },
      });
    }
    expect(answer.message.error).toMatchObject({
      code: -32603,
      message: expect.stringContaining('sign in first'),
    });
    expect(calls.get(label)).toBe(1);
  });

  it('is not called again for a client that is gone', async () => {
    const brief = await gateway.client('brief', ['*']);
    const wire = new ModernWire(gateway.raw({ token: brief }), ABLE);
    await wire.callTool('old__guarded', guarded('gone').arguments);
    const id = sessionOf.get('gone')!;
    expect(sdk.sessions.has(id)).toBe(true);
    await gateway.deleteClient('brief');
    await eventually(() => expect(sdk.sessions.has(id)).toBe(false));
    expect(calls.get('gone')).toBe(1);
  });

  it('is relayed untouched to a legacy client', async () => {
    const raw = gateway.raw({ token });
    await raw.initialize({ capabilities: ABLE });
    const { error } = await raw.call('tools/call', guarded('legacy'));
    expect(error).toMatchObject({
      code: -32042,
      data: { elicitations: [{ mode: 'url', url: page(0), elicitationId: 'e0' }] },
    });
  });
});
