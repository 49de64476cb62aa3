import { readMembers } from '../../wire/members.js';

const OPEN_OBJECT = '{';

/** The `arguments` of a body, as they were written. */
export function argumentsMember(body: Buffer): Buffer | undefined {
  const span = readMembers(body, body.indexOf(OPEN_OBJECT)).get('arguments');
  const text = span && body.subarray(span.start, span.end);
  return text?.toString('latin1') === 'null' ? undefined : text;
}

/** Everything in a body that stands beside its `name`, as it was written. */
export function argumentsBeside(body: Buffer): Buffer {
  const others = [...readMembers(body, body.indexOf(OPEN_OBJECT)).entries()]
    .filter(([key]) => key !== 'name')
    .map(([key, { start, end }]) => [Buffer.from(`${JSON.stringify(key)}:`), body.subarray(start, end)]);
  const separated = others.flatMap((member, index) => (index === 0 ? member : [Buffer.from(','), ...member]));
  return Buffer.concat([Buffer.from('{'), ...separated, Buffer.from('}')]);
}
