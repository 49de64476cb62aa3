import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { UpstreamTimeoutError } from '../../server/common/errors.js';
import { Cancellation } from '../../server/upstream/cancellation.js';
import type { Message } from '../../server/wire/message.js';
import { eventually } from '../support/eventually.js';
import { type Received, result, type Script, stream } from './support/scripted-upstream.js';
import { failure, OK, serving } from './support/serving.js';

describe('a call that takes too long', () => {
  it('is withdrawn and ends', async () => {
    const { upstream, user } = await serving(() => {}, { callTimeoutMs: 200 });
    const error = await failure(user.call('a', {}, { id: '"my-id"' }));
    expect(error).toBeInstanceOf(UpstreamTimeoutError);
    expect(error.message).toBe(
      'MCP server "github": gave no answer to tools/call within 0.2 s (timeout_sec of its definition, or TOOL_CALL_TIMEOUT_SEC)',
    );
    await eventually(() =>
      expect(upstream.requests('notifications/cancelled')[0]?.rpc.params).toMatchObject({
        requestId: 'my-id',
      }),
    );
    await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(1));
  });

  it('ends whatever else the upstream sends', async () => {
    const { user } = await serving(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const timer = setInterval(() => response.write(': still here\n\n'), 20);
        response.on('close', () => clearInterval(timer));
      },
      { callTimeoutMs: 300 },
    );
    await expect(user.call('a')).rejects.toThrow(UpstreamTimeoutError);
  });
});

describe('a cancelled call', () => {
  it('is withdrawn at the upstream and fails with the reason', async () => {
    const { upstream, user } = await serving(() => {});
    const cancellation = new Cancellation();
    const answer = failure(user.call('a', {}, { id: '7', cancellation }));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(1));
    const reason = new Error('the user lost interest');
    cancellation.cancel(reason);
    expect(await answer).toBe(reason);
    await eventually(() =>
      expect(upstream.requests('notifications/cancelled')[0]?.rpc.params).toEqual({
        requestId: 7,
        reason: 'the user lost interest',
      }),
    );
    await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(1));
  });

  it('is not even sent when it was cancelled before', async () => {
    const { upstream, user } = await serving((received, response) => result(received, response, OK));
    const cancellation = new Cancellation();
    cancellation.cancel(new Error('too late'));
    for (const name of ['first', 'second']) {
      await expect(user.call('cancelled', {}, { cancellation })).rejects.toThrow('too late');
      await user.call(name);
    }
    expect(upstream.requests('tools/call').map(({ rpc }) => rpc.params?.name)).toEqual(['first', 'second']);
  });

  it('leaves its turn to others when it waited for a connection', async () => {
    const { upstream, user } = await serving(
      (received, response) => {
        if (received.text.includes('"name":"quick"')) result(received, response, OK);
      },
      { env: { MAX_SESSIONS_PER_SERVER: '1' } },
    );
    const [slow, patient] = [new Cancellation(), new Cancellation()];
    const hanging = failure(user.call('slow', {}, { cancellation: slow }));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(1));
    const waiting = failure(user.call('never sent', {}, { cancellation: patient }));
    const quick = user.call('quick');
    patient.cancel(new Error('enough'));
    await expect(waiting).resolves.toMatchObject({ message: 'enough' });
    slow.cancel(new Error('too slow'));
    await expect(hanging).resolves.toMatchObject({ message: 'too slow' });
    await expect(quick).resolves.toContain('ok');
    expect(upstream.requests('tools/call').some(({ text }) => text.includes('never sent'))).toBe(false);
  });
});

describe('a stream that ends before its answer', () => {
  const resumable =
    (resume: Script): Script =>
    (received, response) => {
      if (received.method === 'GET') return resume(received, response);
      const { send } = stream(response);
      response.write('retry: 10\nid: e-0\ndata:\n\n');
      send({ method: 'notifications/message', params: { data: 1 } }, 'e-1');
      setTimeout(() => response.end(), 5);
    };

  it('is resumed behind the last event', async () => {
    let [call, gets]: [Received | undefined, number] = [undefined, 0];
    const { upstream, user } = await serving((received, response) => {
      if (received.rpc.method === 'tools/call') call = received;
      resumable((_, again) => {
        const { send } = stream(again);
        send({ method: 'notifications/message', params: { data: 2 } }, 'e-2');
        if (++gets === 2) send({ id: call!.rpc.id, result: OK }, 'e-3');
        again.end();
      })(received, response);
    });
    const heard: Message[] = [];
    await expect(
      user.call('a', {}, { onNotification: (message) => void heard.push(message) }),
    ).resolves.toContain('ok');
    const resumed = upstream.received.filter(({ method }) => method === 'GET');
    expect(resumed.map(({ headers }) => headers['last-event-id'])).toEqual(['e-1', 'e-2']);
    expect(resumed[0]!.headers).toMatchObject({ 'mcp-protocol-version': '2025-11-25' });
    expect(heard).toHaveLength(3);
    expect(upstream.requests('tools/call')).toHaveLength(1);
  });

  it('is an error when it cannot be resumed', async () => {
    const { user } = await serving(resumable((_, response) => response.writeHead(405).end()));
    await expect(user.call('a')).rejects.toThrow(
      'broke off before its answer to tools/call, and resuming it got HTTP status 405',
    );
  });

  it('is an error when resuming it brings nothing', async () => {
    const { upstream, user } = await serving(
      resumable((_, response) => {
        stream(response);
        response.end();
      }),
    );
    await expect(user.call('a')).rejects.toThrow('ended its response without an answer to tools/call');
    expect(upstream.received.filter(({ method }) => method === 'GET')).toHaveLength(3);
  });

  it('is an error when it named no events', async () => {
    const { upstream, user } = await serving((_, response) => {
      stream(response).send({ method: 'notifications/message', params: { data: 1 } });
      setTimeout(() => response.end(), 5);
    });
    await expect(user.call('a')).rejects.toThrow('ended its response without an answer to tools/call');
    expect(upstream.requests('tools/call')).toHaveLength(1);
  });

  it('is closed when it stays open behind the answer', async () => {
    let closed: Promise<unknown> | undefined;
    const { user } = await serving(
      (received, response) => {
        closed = once(response, 'close');
        stream(response).send({ id: received.rpc.id, result: OK });
      },
      // Whatever else would close it is far away.
      { callTimeoutMs: 600_000 },
    );
    await expect(user.call('a')).resolves.toContain('ok');
    await closed;
  });
});
