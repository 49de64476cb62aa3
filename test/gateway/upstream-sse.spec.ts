import { describe, expect, it } from '@jest/globals';
import { UpstreamError, UpstreamTimeoutError } from '../../server/common/errors.js';
import { Cancellation } from '../../server/upstream/cancellation.js';
import type { Message } from '../../server/wire/message.js';
import { eventually } from '../support/eventually.js';
import { quietTime } from './support/raw-client.js';
import { failure, of } from './support/serving.js';
import type { Received } from './support/scripted-upstream.js';
import { type ScriptedStream, servingBySse } from './support/sse-upstream.js';
import type { UpstreamUse } from './support/upstream-user.js';

const OK = { content: [{ type: 'text', text: 'ok' }] };

describe('an upstream of HTTP+SSE', () => {
  it('gets one stream for each affinity, with its credentials on every request', async () => {
    const { upstream, streams, user } = await servingBySse(
      {},
      { headers: { Authorization: 'Bearer secret' } },
    );
    await user.call('a', {}, of(1));
    await user.call('b', {}, of(1));
    await user.call('c', {}, of(2));
    const greeting = ['GET', 'POST initialize', 'POST notifications/initialized', 'POST tools/call'];
    expect(upstream.log).toEqual([...greeting, 'POST tools/call', ...greeting]);
    expect(streams).toHaveLength(2);
    expect(upstream.received.filter(({ headers }) => headers.authorization !== 'Bearer secret')).toEqual([]);
    expect(upstream.requests('tools/call').map(({ url }) => url)).toEqual(
      [0, 0, 1].map((number) => `/message?sessionId=${number}`),
    );
    expect(upstream.requests('tools/call')[0]!.headers['mcp-protocol-version']).toBe('2025-11-25');
  });

  it('is relayed byte by byte, both ways', async () => {
    const result = '{"big":12345678901234567890,"f":1.0,"__proto__":{"x":1},"content":[]}';
    const { upstream, user } = await servingBySse({
      script: ({ rpc }, stream) =>
        stream.event('message', `{"jsonrpc":"2.0","id":${rpc.id},"result":${result}}`),
    });
    const answer = await user.ask('tools/call', { id: '7', params: { name: 'a' } });
    expect(answer.bytes.toString()).toBe(`{"jsonrpc":"2.0","id":7,"result":${result}}`);
    expect(upstream.requests('tools/call')[0]!.text).toBe(
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"a"}}',
    );
  });

  it('answers calls of one id on one stream, each its own', async () => {
    const { user } = await servingBySse({
      script: (received, stream) => {
        const { name } = received.rpc.params as { name: string };
        setTimeout(() => stream.result(received, { name }), name === 'slow' ? 100 : 0);
      },
    });
    const [slow, quick] = await Promise.all(
      ['slow', 'quick'].map((name) => user.call(name, {}, { id: '1' })),
    );
    expect(slow).toBe('{"jsonrpc":"2.0","id":1,"result":{"name":"slow"}}');
    expect(quick).toBe('{"jsonrpc":"2.0","id":1,"result":{"name":"quick"}}');
  });

  it('reports progress to the call that it is about, before the answer', async () => {
    const { user } = await servingBySse({
      script: (received, stream) => {
        const { _meta, name } = received.rpc.params as { _meta: { progressToken: unknown }; name: string };
        const { progressToken } = _meta;
        stream.send({
          method: 'notifications/progress',
          params: { progressToken, progress: 1, message: name },
        });
        setTimeout(() => stream.result(received, OK), 50);
      },
    });
    const heard = await Promise.all(
      ['a', 'b'].map(async (name) => {
        const seen: string[] = [];
        const onNotification = (message: Message) => void seen.push(message.bytes.toString());
        await user.call(name, {}, { params: { _meta: { progressToken: 5 } }, onNotification });
        return seen.map((text) => JSON.parse(text).params);
      }),
    );
    expect(heard).toEqual(['a', 'b'].map((message) => [{ progressToken: 5, progress: 1, message }]));
  });

  it('that is too slow is told, and the call ends; progress restarts the time', async () => {
    const { upstream, user } = await servingBySse(
      {
        script: (received, stream) => {
          const { name, _meta } = received.rpc.params as { name: string; _meta?: object };
          if (name === 'silent') return;
          let steps = 0;
          const timer = setInterval(() => {
            const params = { ..._meta, progress: ++steps };
            stream.send({ method: 'notifications/progress', params });
            if (steps < 6) return;
            clearInterval(timer);
            stream.result(received, OK);
          }, 250);
        },
      },
      { callTimeoutMs: 1200 },
    );
    const error = await failure(user.call('silent', {}, { id: '"mine"' }));
    expect(error).toBeInstanceOf(UpstreamTimeoutError);
    expect(error.message).toBe(
      'MCP server "github": gave no answer to tools/call within 1.2 s (timeout_sec of its definition, or TOOL_CALL_TIMEOUT_SEC)',
    );
    await eventually(() =>
      expect(upstream.requests('notifications/cancelled')[0]?.rpc.params).toMatchObject({
        requestId: 'mine',
      }),
    );
    await expect(user.call('talking', {}, { params: { _meta: { progressToken: 1 } } })).resolves.toContain(
      'ok',
    );
  });

  it('is told of a cancellation under the id that it knows', async () => {
    const { upstream, user } = await servingBySse({ script: () => {} });
    const calls = [new Cancellation(), new Cancellation()].map((cancellation) => ({
      cancellation,
      answer: failure(user.call('a', {}, { id: '1', cancellation })),
    }));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(2));
    const ids = upstream.requests('tools/call').map(({ rpc }) => rpc.id);
    expect(ids).toEqual([1, 'mcpjungle-1']);
    calls[1]!.cancellation.cancel(new Error('enough'));
    expect((await calls[1]!.answer).message).toBe('enough');
    await eventually(() =>
      expect(upstream.requests('notifications/cancelled').map(({ rpc }) => rpc.params?.requestId)).toEqual([
        'mcpjungle-1',
      ]),
    );
    calls[0]!.cancellation.cancel(new Error('over'));
    await calls[0]!.answer;
  });

  it('asks the client of the youngest call, and gets its answer under its own id', async () => {
    let told: unknown;
    const { user } = await servingBySse({
      script: (received, stream) => {
        stream.send({ id: 'q', method: 'roots/list' });
        told = { received, stream };
        stream.send({ id: 'p', method: 'ping' });
      },
    });
    const answer = user.call(
      'a',
      {},
      {
        onQuestion: (question) => {
          const { received, stream } = told as { received: Received; stream: ScriptedStream };
          setTimeout(() => stream.result(received, OK), 50);
          return Promise.resolve({
            ...question,
            bytes: Buffer.from('{"jsonrpc":"2.0","id":"q","result":{}}'),
          });
        },
      },
    );
    await expect(answer).resolves.toContain('ok');
  });

  it('that drops the stream waits for no answers of its clients any more', async () => {
    const { user } = await servingBySse({
      script: (_, stream) => {
        stream.send({ id: 'q', method: 'roots/list' });
        setTimeout(() => stream.response.destroy(), 50);
      },
    });
    let withdrawn: Error | undefined;
    const onQuestion = (_: Message, withdrawal: Cancellation) =>
      new Promise<never>((_resolve, reject) => {
        withdrawal.listen(() => {
          withdrawn = withdrawal.reason;
          reject(withdrawal.reason!);
        });
      });
    await expect(user.call('a', {}, { onQuestion })).rejects.toThrow('closed the connection');
    await eventually(() => expect(withdrawn).toBeInstanceOf(Error));
  });

  it('that drops the stream fails what is in flight, once, and the next call has a new one', async () => {
    let drop = true;
    const { upstream, streams, user } = await servingBySse({
      script: (received, stream) => {
        if (drop) stream.response.destroy();
        else stream.result(received, OK);
      },
    });
    const error = await failure(user.call('a'));
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error.message).toBe('MCP server "github": closed the connection before its answer');
    expect(upstream.requests('tools/call')).toHaveLength(1);
    drop = false;
    await expect(user.call('b')).resolves.toContain('ok');
    streams[1]!.response.end();
    await quietTime();
    await expect(user.call('c')).resolves.toContain('ok');
    expect(streams).toHaveLength(3);
  });

  it('that forgot the session is greeted again and the call repeated, but not in stateful mode', async () => {
    const forgetful = async (use: UpstreamUse) => {
      const served = await servingBySse({}, use);
      await served.user.call('a');
      served.streams.forEach(({ response }) => Object.defineProperty(response, 'destroyed', { value: true }));
      return served;
    };
    const { user, streams } = await forgetful({});
    await expect(user.call('b')).resolves.toContain('ok');
    expect(streams).toHaveLength(2);
    const stateful = await forgetful({ sessionMode: 'stateful' });
    await expect(stateful.user.call('b')).rejects.toThrow('has lost the session');
    await expect(stateful.user.call('c')).resolves.toContain('ok');
  });

  it('has each call in a session of its own, when told to', async () => {
    const { upstream, streams, user } = await servingBySse({}, { sessionMode: 'per_call' });
    await user.call('a');
    await user.call('b');
    expect(streams).toHaveLength(2);
    await eventually(() => expect(streams.every(({ response }) => response.destroyed)).toBe(true));
    expect(upstream.requests('tools/call').map(({ url }) => url)).toEqual([
      '/message?sessionId=0',
      '/message?sessionId=1',
    ]);
  });

  it('ends with its client, and with the gateway', async () => {
    const { streams, user } = await servingBySse();
    await user.call('a', {}, of(1));
    await user.call('a', {}, of(2));
    user.upstream.release('session:1');
    await eventually(() => expect(streams.map(({ response }) => response.destroyed)).toEqual([true, false]));
    await user.upstream.close();
    await eventually(() => expect(streams.map(({ response }) => response.destroyed)).toEqual([true, true]));
    await expect(user.call('a')).rejects.toThrow('its connections were closed here');
  });
});
