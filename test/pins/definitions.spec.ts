import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { FACTS, type Kind } from '../../definitions/kinds.js';
import { CHECKOUT } from '../support/checkout.js';

const DOCUMENT = JSON.parse(readFileSync(`${CHECKOUT}/api/openapi.json`, 'utf8')) as {
  components: { schemas: Record<string, { properties: object }> };
};

/** What files hold and no answer does: secrets that are shown once, and when they end. */
const TOKENS = ['access_token', 'access_token_ref', 'expires_in'];

const told = (schema: string) => Object.keys(DOCUMENT.components.schemas[schema]!.properties);
const fieldsOf = (kind: Kind) => Object.keys(FACTS[kind].shape).filter((field) => !TOKENS.includes(field));

it('lets an export know every field of a server and of a group, and only fields that files may have', () => {
  expect(told('ServerConfigResponse').sort()).toEqual(fieldsOf('server').sort());
  expect(told('GroupResponse').sort()).toEqual(fieldsOf('group').sort());
});

it('lets it know every field of a client and of a user', () => {
  const renamed: Record<string, string> = { allow_list: 'allowed_servers', username: 'name' };
  const known = (schema: string) => told(schema).map((field) => renamed[field] ?? field);
  expect(known('McpClientResponse')).toEqual(expect.arrayContaining(fieldsOf('mcp-client')));
  expect(known('UserResponse')).toEqual(expect.arrayContaining(fieldsOf('user')));
});
