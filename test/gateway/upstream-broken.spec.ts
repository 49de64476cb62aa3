import { describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { UpstreamError } from '../../server/common/errors.js';
import { eventually } from '../support/eventually.js';
import { json, type Received, result, type Script } from './support/scripted-upstream.js';
import { failure, OK, serving } from './support/serving.js';

describe('a broken upstream', () => {
  it.each<[string, Script, string]>([
    [
      'resets the connection',
      (_, response) => response.socket!.resetAndDestroy(),
      'closed the connection before',
    ],
    ['sends garbage', (_, response) => json(response, '\u0000\u0001'), 'what is no JSON-RPC message'],
    ['sends garbage as an event', garbageEvent, 'an event that is no JSON-RPC message'],
    [
      'answers with a page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(),
      'text/html',
    ],
    [
      'answers with a status',
      (_, response) => response.writeHead(503).end(),
      'answered with the HTTP status 503',
    ],
    [
      'accepts and stays silent',
      (_, response) => response.writeHead(202).end(),
      'ended its response without',
    ],
    ['announces 100 MB', announced, 'larger than 16777216 bytes'],
    ['sends 100 MB', hundredMegabytes, 'larger than 16777216 bytes'],
  ])(
    'that %s fails the call, is called once, and the next call is made as ever',
    async (_, script, words) => {
      let isBroken = true;
      const { upstream, user } = await serving((received, response) =>
        isBroken ? script(received, response) : result(received, response, OK),
      );
      const error = await failure(user.call('a'));
      expect(error).toBeInstanceOf(UpstreamError);
      expect(error.message).toContain(words);
      expect(upstream.requests('tools/call')).toHaveLength(1);
      isBroken = false;
      await expect(user.call('b')).resolves.toContain('ok');
    },
  );

  it('that comes back is reached again', async () => {
    const { upstream, user } = await serving((received, response) => result(received, response, OK));
    await user.call('a');
    upstream.stop();
    await expect(user.call('b')).rejects.toThrow(/connection was refused|closed the connection/);
    await upstream.restart();
    await expect(user.call('c')).resolves.toContain('ok');
  });

  it('has its calls in flight ended, and takes none, when it is closed', async () => {
    const { upstream, user } = await serving((received, response) => {
      setTimeout(() => result(received, response, OK), 100);
    });
    const inFlight = user.call('a');
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(1));
    await user.upstream.close();
    await expect(inFlight).resolves.toContain('ok');
    await expect(user.call('b')).rejects.toThrow('its connections were closed here');
    await eventually(async () => expect(await upstream.openConnections()).toBe(0));
  });
});

function garbageEvent(_: Received, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"jsonrpc"\n\n');
}

function announced(_: Received, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000_000 });
  response.flushHeaders();
}

function hundredMegabytes(_: Received, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(1_000_000, ' ');
  let left = 100;
  const more = () => {
    while (left-- > 0 && !response.destroyed)
      if (!response.write(chunk)) return void response.once('drain', more);
    response.end();
  };
  more();
}
