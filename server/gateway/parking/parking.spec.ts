import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { requestContext } from '../../logging/request-context.js';
import { ANONYMOUS } from '../../common/principal.js';
import { AppConfig } from '../../config/app-config.js';
import { Events } from '../../events/events.js';
import { Sealer } from '../../secrets/sealer.js';
import { SecretKey, SecretKeys } from '../../secrets/secret-keys.js';
import { Cancellation } from '../../upstream/cancellation.js';
import { notification, request } from '../../wire/build-message.js';
import { jsonText } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';
import type { Passage } from '../bridge/bridged-request.js';
import { Listener } from '../bridge/listener.js';
import type { Call } from '../core/call.js';
import { AskingCall } from './asking-call.js';
import { PARKED_MS, Parking } from './parking.js';
import { RequestStates } from './request-states.js';

const QUESTION = readMessage(request('1', 'elicitation/create', '{"message":"who"}'));
const META = '"_meta":{"io.modelcontextprotocol/logLevel":"info"}';

let events: Events;
let parking: Parking;

beforeEach(() => {
  jest.useFakeTimers();
  events = new Events();
  const keys = new SecretKeys({ current: new SecretKey(randomBytes(32)) });
  parking = new Parking(new RequestStates(new Sealer(keys)), events, new AppConfig());
  parking.onModuleInit();
});

afterEach(() => {
  parking.onModuleDestroy();
  jest.useRealTimers();
});

/** A client's request, and what it hears. */
function clientCall(params: string, heard: Message[] = []): Call {
  return {
    principal: ANONYMOUS,
    context: requestContext('1'),
    scope: { kind: 'all' },
    request: readMessage(request('1', 'tools/call', `{"name":"t",${params}${META}}`)),
    upstreamId: '1',
    caller: {
      principalKey: ANONYMOUS.key,
      era: 'modern',
      affinity: 'a',
      capabilities: '{}',
      clientInfo: '{}',
      protocolVersion: '2026-07-28',
    },
    cancellation: new Cancellation(),
    channel: {
      notify: (message) => void heard.push(message),
      ask: () => Promise.reject(new Error('unused')),
    },
  };
}

/** A call whose server asks at once and then does nothing until it is told to. */
function askingServer() {
  let passage!: Omit<Passage, 'caller'>;
  const given = { up: 0 };
  const asking = new AskingCall({
    capabilities: '{"elicitation":{}}',
    token: '1',
    send: (given) => {
      passage = given;
      given.ask(QUESTION, new Cancellation()).catch(() => {});
      return new Promise((_, reject) => given.cancellation.listen(() => reject(given.cancellation.reason!)));
    },
    onGivenUp: () => given.up++,
  });
  return { asking, passage, given };
}

async function park(asking: AskingCall): Promise<string> {
  const turn = parking.start(clientCall(''), { asking, listener: new Listener(clientCall('')) });
  await jest.advanceTimersByTimeAsync(10);
  const { bytes, members } = await turn;
  return jsonText(bytes, members.get('requestState')!);
}

const comeBack = (state: string, heard?: Message[]) =>
  parking.resume(clientCall(`"requestState":${state},`, heard));

describe('a parked call', () => {
  it('waits ten minutes for its client, and no longer', async () => {
    const { asking, passage, given } = askingServer();
    let state = await park(asking);
    await jest.advanceTimersByTimeAsync(PARKED_MS - 1);
    const again = comeBack(state);
    await jest.advanceTimersByTimeAsync(10);
    const { bytes, members } = await again;
    state = jsonText(bytes, members.get('requestState')!);

    await jest.advanceTimersByTimeAsync(PARKED_MS);
    expect(passage.cancellation.reason?.message).toContain('in time');
    expect(given.up).toBe(1);
    await expect(comeBack(state)).rejects.toThrow('Invalid or expired requestState');
  });

  it('keeps the last 100 log messages and the last progress for its client', async () => {
    const { asking, passage } = askingServer();
    const state = await park(asking);
    for (let n = 1; n <= 150; n++) {
      void passage.hear(readMessage(notification('notifications/message', `{"level":"info","data":${n}}`)));
      void passage.hear(readMessage(notification('notifications/message', `{"level":"debug","data":${-n}}`)));
    }
    const heard: Message[] = [];
    const turn = comeBack(state, heard);
    await jest.advanceTimersByTimeAsync(10);
    await turn;
    const said = heard.map(({ bytes, members }) => Number(jsonText(bytes, members.get('data')!)));
    expect(said).toEqual(Array.from({ length: 50 }, (_, index) => 101 + index));
  });

  it('ends at its server when the token is revoked or the server stops', async () => {
    const [one, two] = [askingServer(), askingServer()];
    await park(one.asking);
    events.emit('principal.revoked', { key: 'another', kept: [] });
    expect(one.given.up).toBe(0);
    events.emit('principal.revoked', { key: ANONYMOUS.key, kept: [] });
    expect(one.given.up).toBe(1);
    await park(two.asking);
    events.emit('server.stopping');
    expect(two.passage.cancellation.reason?.message).toBe('the server stops');
  });

  it('is not lost when a request with the right state is ambiguous', async () => {
    const { asking, given } = askingServer();
    const state = await park(asking);
    const twice = clientCall(`"requestState":${state},"inputResponses":{},"inputResponses":{},`);
    await expect(parking.resume(twice)).rejects.toThrow('twice');
    const turn = comeBack(state);
    await jest.advanceTimersByTimeAsync(10);
    expect((await turn).members.get('requestState')).toBeDefined();
    expect(given.up).toBe(0);
  });

  it('is nothing that another process could go on with', async () => {
    const state = await park(askingServer().asking);
    const keys = new SecretKeys({ current: new SecretKey(randomBytes(32)) });
    const other = new Parking(new RequestStates(new Sealer(keys)), events, new AppConfig());
    await expect(other.resume(clientCall(`"requestState":${state},`))).rejects.toThrow('Invalid or expired');
  });
});
