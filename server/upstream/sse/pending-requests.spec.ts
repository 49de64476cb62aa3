import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { notification, request, resultResponse } from '../../wire/build-message.js';
import { readMessage } from '../../wire/read-message.js';
import type { Receiver } from '../http/response-stream.js';
import { PendingRequests } from './pending-requests.js';

const receiver: Receiver = { onMessage: () => {}, onEnd: () => {}, onFailure: () => {} };
const asking = (id: string, token?: string) =>
  request(id, 'tools/call', token === undefined ? '{}' : `{"_meta":{"progressToken":${token}}}`);
const answer = (id: string) => readMessage(resultResponse(id, '{"n":1.0}'));
const progress = (token: string) =>
  readMessage(notification('notifications/progress', `{"progressToken":${token},"progress":1}`));

describe('requests on one stream', () => {
  it('are sent as they are when nothing could be mistaken', () => {
    const pending = new PendingRequests();
    const body = asking('1', '"t"');
    expect(pending.add(body, receiver).body).toBe(body);
    const other = asking('"1"', '2');
    expect(pending.add(other, receiver).body).toBe(other);
    expect(pending.answered(answer('1'))?.answer.bytes.toString()).toBe(answer('1').bytes.toString());
  });

  it('of one id, in whatever form, are told apart, and answered under their own', () => {
    const pending = new PendingRequests();
    const [first, second] = [pending.add(asking('1'), receiver), pending.add(asking('1.0'), receiver)];
    expect(second.id).toBe('"mcpjungle-1"');
    expect(pending.answered(answer('"mcpjungle-1"'))).toMatchObject({
      pending: second,
      answer: { id: '1.0' },
    });
    expect(pending.answered(answer('1'))).toMatchObject({ pending: first, answer: { id: '1' } });
    expect(pending.answered(answer('1'))).toBeUndefined();
  });

  it('of one progress token are told apart', () => {
    const pending = new PendingRequests();
    const [first, second] = [
      pending.add(asking('1', '7'), receiver),
      pending.add(asking('2', '7'), receiver),
    ];
    expect(pending.progressed(progress('7'))?.pending).toBe(first);
    const told = pending.progressed(progress(second.token!))!;
    expect([told.pending, told.progress.bytes.toString()]).toEqual([second, progress('7').bytes.toString()]);
    pending.delete(first);
    expect(pending.progressed(progress('7'))).toBeUndefined();
  });

  it('that were given up do not take the names of later ones with them', () => {
    const pending = new PendingRequests();
    const first = pending.add(asking('1', '7'), receiver);
    pending.answered(answer('1'));
    const second = pending.add(asking('1', '7'), receiver);
    pending.delete(first);
    expect(pending.progressed(progress('7'))?.pending).toBe(second);
    expect(pending.answered(answer('1'))?.pending).toBe(second);
  });

  it('with two tokens, or what is none, are sent all the same', () => {
    const pending = new PendingRequests();
    for (const params of [
      '{"_meta":{"progressToken":1,"progressToken":2}}',
      '{"_meta":1}',
      '[]',
      '{"_meta":{}}',
    ]) {
      const body = request('1', 'tools/call', params);
      const sent = pending.add(body, receiver);
      expect(sent.body).toBe(body);
      pending.delete(sent);
    }
  });

  it('each get their own answer, however many there are', () => {
    const ids = fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', '1')), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(ids, (all) => {
        const pending = new PendingRequests();
        const added = all.map((id) => pending.add(asking(JSON.stringify(id), '5'), receiver));
        expect(new Set(added.map(({ id }) => id)).size).toBe(all.length);
        added.forEach((one, index) => {
          const found = pending.answered(answer(one.id))!;
          expect([found.pending, found.answer.id]).toEqual([one, JSON.stringify(all[index])]);
        });
        expect(pending.clear()).toEqual([]);
      }),
    );
  });
});
