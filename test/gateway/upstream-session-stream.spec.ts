import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { result } from './support/scripted-upstream.js';
import { ended, listening, of, OK, servingSessions } from './support/serving.js';

describe('the stream of a session', () => {
  const ASKABLE = { caller: { affinity: 'session:1', capabilities: '{"elicitation":{}}' } };

  it('is opened before the first call when the client can be asked, and only then', async () => {
    const { upstream, user } = await servingSessions(listening(() => {}));
    await user.call('a', {}, of(2));
    expect(upstream.log).not.toContain('GET');
    upstream.received.length = 0;
    await user.call('a', {}, ASKABLE);
    expect(upstream.log).toEqual([
      'POST initialize',
      'POST notifications/initialized',
      'GET',
      'POST tools/call',
    ]);
  });

  it('may be refused', async () => {
    const { user } = await servingSessions();
    await expect(user.call('a', {}, ASKABLE)).resolves.toContain('ok');
  });

  it('brings notifications to the youngest call, and questions an answer', async () => {
    let speak = (_: object): void => undefined;
    let finish = (): void => undefined;
    const { upstream, user } = await servingSessions(
      listening(
        (send) => (speak = send),
        (received, response) => {
          if (received.text.includes('"name":"young"')) finish = () => result(received, response, OK);
          else if (received.text.includes('"name":"first"')) result(received, response, OK);
        },
      ),
    );
    const heard: Record<string, number> = { old: 0, young: 0 };
    const hearing = (name: string) => ({ ...ASKABLE, onNotification: () => void heard[name]!++ });
    await user.call('first', {}, ASKABLE);
    void user.call('old', {}, hearing('old')).catch(() => {});
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(2));
    const young = user.call('young', {}, hearing('young'));
    await eventually(() => expect(upstream.requests('tools/call')).toHaveLength(3));
    speak({ method: 'notifications/message', params: {} });
    speak({ id: 'q', method: 'elicitation/create', params: {} });
    await eventually(() => {
      const reply = upstream.received.find(({ text }) => text.includes('"id":"q"'));
      expect(reply?.headers['mcp-session-id']).toBe('s-1');
      expect(JSON.parse(reply!.text)).toMatchObject({ error: { code: -32601 } });
    });
    finish();
    await young;
    expect(heard).toEqual({ old: 0, young: 1 });
  });

  it('is opened again where it broke off, until the session ends', async () => {
    let connections = 0;
    const { upstream, user } = await servingSessions(
      listening((send, response) => {
        if (++connections === 1) {
          response.write('retry: 10\n');
          send({ method: 'notifications/message', params: {} }, 'e-7');
          setTimeout(() => response.destroy(), 5);
        }
      }),
    );
    await user.call('a', {}, ASKABLE);
    await eventually(() => expect(connections).toBe(2));
    expect(upstream.received.filter(({ method }) => method === 'GET').at(-1)!.headers['last-event-id']).toBe(
      'e-7',
    );
    user.upstream.release('session:1');
    await eventually(() => expect(ended(upstream)).toEqual(['s-1']));
    await eventually(async () => expect(await upstream.openConnections()).toBeLessThanOrEqual(2));
    expect(connections).toBe(2);
  });
});
