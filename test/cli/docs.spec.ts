import { describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';
import { CHECKOUT } from '../support/checkout.js';

describe('docs/cli.md', () => {
  it('is what the program says of itself', async () => {
    const check = `${process.execPath} ${CHECKOUT}/scripts/cli-docs.mjs --check`;
    expect(await new Person().types(check)).toEqual({ code: 0, stdout: '', stderr: '' });
  }, 60_000);
});
