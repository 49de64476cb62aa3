import { describe, expect, it } from '@jest/globals';
import { UpstreamTimeoutError } from '../../server/common/errors.js';
import { eventually } from '../support/eventually.js';
import { stream } from './support/scripted-upstream.js';
import { OK, serving } from './support/serving.js';

describe('notifications', () => {
  it('are handed on as they come', async () => {
    let proceed = (): void => undefined;
    const { user } = await serving((received, response) => {
      const { send } = stream(response);
      send({ method: 'notifications/message', params: { data: 1 } });
      proceed = () => {
        send({ id: received.rpc.id, result: OK });
        response.end();
      };
    });
    const heard: string[] = [];
    const answer = user.call(
      'a',
      {},
      {
        onNotification: (message) => {
          heard.push(message.bytes.toString());
          proceed();
        },
      },
    );
    await expect(answer).resolves.toContain('ok');
    expect(heard).toEqual(['{"jsonrpc":"2.0","method":"notifications/message","params":{"data":1}}']);
  });

  it('hold the upstream back while their reader is busy', async () => {
    const message = { method: 'notifications/message', params: { data: 'x'.repeat(60_000) } };
    let sent = 0;
    const { user } = await serving((received, response) => {
      const { send } = stream(response);
      const more = () => {
        while (sent < 1000 && !response.destroyed) {
          send(message);
          sent++;
          if (response.writableNeedDrain) return void response.once('drain', more);
        }
        send({ id: received.rpc.id, result: OK });
        response.end();
      };
      more();
    });
    let heard = 0;
    let go = (): void => undefined;
    const busy = new Promise<void>((resolve) => (go = resolve));
    const answer = user.call(
      'a',
      {},
      {
        onNotification: () => {
          heard++;
          return busy;
        },
      },
    );
    let before = -1;
    await eventually(() => {
      const isStill = sent === before && sent > 0;
      before = sent;
      if (!isStill) throw new Error('still sending');
    });
    expect(sent).toBeLessThan(500);
    expect(heard).toBeLessThan(10);
    go();
    await expect(answer).resolves.toContain('ok');
    expect(heard).toBe(1000);
  });

  it('of progress restart the time a call may take', async () => {
    const { user } = await serving(
      (received, response) => {
        const { send } = stream(response);
        const { method } = received.rpc.params!.arguments as { method: string };
        let steps = 0;
        const timer = setInterval(() => {
          if (++steps < 8) return send({ method, params: { progressToken: 1, progress: steps } });
          clearInterval(timer);
          send({ id: received.rpc.id, result: OK });
          response.end();
        }, 300);
        response.on('close', () => clearInterval(timer));
      },
      { callTimeoutMs: 2000 },
    );
    await expect(user.call('a', { method: 'notifications/progress' })).resolves.toContain('ok');
    await expect(user.call('a', { method: 'notifications/message' })).rejects.toThrow(UpstreamTimeoutError);
  });

  it.each([
    ['a ping', 'ping', { result: {} }],
    ['a question that nobody declared to answer', 'sampling/createMessage', { error: { code: -32601 } }],
  ])('are not %s, which is answered', async (_, method, expected) => {
    let finish = (): void => undefined;
    const { upstream, user } = await serving((received, response) => {
      if (received.rpc.method !== 'tools/call') return;
      const { send } = stream(response);
      send({ id: 'q-1', method });
      finish = () => {
        send({ id: received.rpc.id, result: OK });
        response.end();
      };
    });
    const answer = user.call('a');
    await eventually(() => {
      const reply = upstream.received.find(({ text }) => text.includes('"q-1"'));
      expect(JSON.parse(reply!.text)).toMatchObject({ id: 'q-1', ...expected });
    });
    finish();
    await expect(answer).resolves.toContain('ok');
  });
});
