import { randomUUID } from 'node:crypto';

/** Stands in front of a number, and nobody outside can know it. */
const MARK = randomUUID();
const MARKED = new RegExp(`"${MARK}:(\\d+)"`, 'g');

/** JSON that is written as it came: to parse it would round numbers. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Like `JSON.stringify`, with every `JsonText` in it as it is. */
export function stringifyWithTexts(value: unknown): string {
  const texts: string[] = [];
  const json = JSON.stringify(value, (_, member: unknown) =>
    member instanceof JsonText ? `${MARK}:${texts.push(member.text) - 1}` : member,
  );
  return texts.length === 0 ? json : json.replace(MARKED, (_, index: string) => texts[Number(index)] ?? '');
}
