import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { ScriptedUpstream } from './support/scripted-upstream.js';
import { servingBySse, type SseScript, startSseUpstream } from './support/sse-upstream.js';
import { discover } from './support/upstream-user.js';

const OK = { content: [{ type: 'text', text: 'ok' }] };

describe('a broken upstream of HTTP+SSE', () => {
  it.each<[string, () => string, string]>([
    [
      'another origin',
      () => 'https://evil.example/message',
      'sends its messages to another origin, https://evil.example',
    ],
    ['another port', () => 'http://127.0.0.1:1/message', 'sends its messages to another origin'],
    ['no URL', () => 'http://', 'sends its messages to what is no URL'],
  ])('that names %s for messages is refused', async (_, endpoint, words) => {
    const { upstream, user } = await servingBySse({ endpoint });
    await expect(user.call('a')).rejects.toThrow(words);
    expect(upstream.log).toEqual(['GET']);
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
  });

  it('that names a path, relative or whole, is understood', async () => {
    for (const endpoint of [
      (number: number) => `message?sessionId=${number}`,
      (number: number) => `/deep/er/message?sessionId=${number}&x=1`,
    ]) {
      const { user } = await servingBySse({ endpoint });
      await expect(user.call('a')).resolves.toContain('ok');
    }
  });

  it.each<[string, SseScript, string]>([
    [
      'garbage',
      (_, stream) => stream.event('message', 'no JSON'),
      'sent an event that is no JSON-RPC message',
    ],
    [
      'too much',
      (_, stream) => {
        stream.response.on('error', () => {});
        const piece = 'x'.repeat(1_048_576);
        stream.response.write('data: ');
        const more = () => {
          while (!stream.response.destroyed)
            if (!stream.response.write(piece)) return void stream.response.once('drain', more);
        };
        more();
      },
      'larger than 16777216 bytes (MAX_BODY_BYTES)',
    ],
    [
      'an ambiguous answer',
      ({ rpc }, stream) => stream.event('message', `{"jsonrpc":"2.0","id":${rpc.id},"id":2,"result":{}}`),
      'sent an event that is no JSON-RPC message',
    ],
  ])('that sends %s fails the call, and the next is made as ever', async (_, script, words) => {
    let isBroken = true;
    const { user } = await servingBySse({
      script: (received, stream) => (isBroken ? script(received, stream) : stream.result(received, OK)),
    });
    await expect(user.call('a')).rejects.toThrow(words);
    isBroken = false;
    await expect(user.call('b')).resolves.toContain('ok');
  });

  it.each<[string, number, string]>([
    ['401', 401, 'does not accept the bearer token'],
    ['404', 404, 'has no HTTP+SSE endpoint at its URL'],
    ['503', 503, 'HTTP status 503'],
  ])('that answers %s says so', async (_, status, words) => {
    const front = await startStatus(status);
    await expect(discover(front, { transport: 'sse', headers: { 'X-Key': 'k' } })).rejects.toThrow(words);
  });

  it('that refuses a message fails the call with its status', async () => {
    const { user } = await servingBySse({
      acknowledge: ({ rpc }, response) =>
        void response.writeHead(rpc.method === 'tools/call' ? 500 : 202).end(),
      script: () => {},
    });
    await expect(user.call('a')).rejects.toThrow('answered with the HTTP status 500');
  });

  it('that leaves messages without acknowledgement keeps no connection of a call that is over', async () => {
    const { upstream, user } = await servingBySse(
      {
        acknowledge: ({ rpc }, response) => {
          if (rpc.method !== 'tools/call') response.writeHead(202).end();
        },
        script: (received, stream) => {
          if (received.rpc.params?.name === 'answered') stream.result(received, OK);
        },
      },
      { callTimeoutMs: 2000 },
    );
    await expect(user.call('answered')).resolves.toContain('ok');
    await expect(user.call('ignored')).rejects.toThrow('gave no answer to tools/call within 2 s');
    // The stream, and the connection that the cancellation went by.
    await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(2));
  });

  it('that names no endpoint, or does not greet, is given up in time', async () => {
    const silent = await startStatus(200);
    await expect(discover(silent, { transport: 'sse', connectTimeoutMs: 300 })).rejects.toThrow(
      'did not name its endpoint for messages within 0.3 s',
    );
    const { url } = await startSseUpstream({
      endpoint: () => '/message?sessionId=none',
      acknowledge: () => {},
    });
    await expect(discover(url, { transport: 'sse', connectTimeoutMs: 300 })).rejects.toThrow(
      /404|within 0.3 s/,
    );
  });

  it('has its address judged, and its secrets kept', async () => {
    const { url } = await startSseUpstream();
    await expect(
      discover(url, { transport: 'sse', env: { UPSTREAM_DENY_CIDRS: '127.0.0.0/8' } }),
    ).rejects.toThrow('UPSTREAM_DENY_CIDRS');
    const { user } = await servingBySse(
      {
        script: ({ rpc }, stream) =>
          stream.send({ id: rpc.id, error: { code: -1, message: 'no my-secret' } }),
      },
      { headers: { 'X-Key': 'my-secret' } },
    );
    expect(await user.call('a')).toContain('no ***');
  });
});

/** An event stream on which nothing is said, or a mere status. @returns its URL */
async function startStatus(status: number): Promise<string> {
  const upstream = await ScriptedUpstream.start((_, response) => {
    response.writeHead(status, { 'content-type': 'text/event-stream' });
    if (status === 200) response.flushHeaders();
    else response.end();
  });
  return upstream.url;
}
