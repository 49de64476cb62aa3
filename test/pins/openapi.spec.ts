import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject, OperationObject } from '@nestjs/swagger';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { routeMapKeys } from '../support/route-map.js';
import { temporaryFolder } from '../support/temp.js';

const committed = readFileSync(`${CHECKOUT}/api/openapi.json`, 'utf8');
const document = JSON.parse(committed) as OpenAPIObject;

interface Operation extends OperationObject {
  'x-access'?: { kind: string; roles?: string[] };
}

/** `GET /api/v0/users/:username`, and what the document says of it. */
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
    key: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
    operation,
  })),
);

describe('api/openapi.json', () => {
  it('is what the build writes: after a change, `npm run build` and `npm run openapi`', () => {
    const file = join(temporaryFolder(), 'openapi.json');
    execFileSync(process.execPath, [`${CHECKOUT}/dist/server/openapi.js`, file], { env: BARE_ENV });
    expect(readFileSync(file, 'utf8')).toBe(committed);
  });

  it('has the routes that the command line is typed by, and no others', () => {
    expect(operations.map(({ key }) => key).sort()).toEqual(routeMapKeys().sort());
  });

  it('is OpenAPI 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('says of every route what it does, who may call it, and how it fails', () => {
    for (const { key, operation } of operations) {
      const errors = Object.keys(operation.responses).filter((status) => Number(status) >= 400);
      const said = {
        summary: Boolean(operation.summary),
        access: Boolean(operation['x-access']),
        security: (operation['x-access']?.kind === 'roles') === (operation.security !== undefined),
        errors: errors.includes('500'),
      };
      expect({ key, ...said }).toEqual({ key, summary: true, access: true, security: true, errors: true });
    }
  });

  it('has a schema and an example for every body', () => {
    for (const { key, operation } of operations) {
      const [success] = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      const answers = success?.[0] === '204' ? [] : [success?.[1]];
      const bodies = [operation.requestBody, ...answers].filter((body) => body !== undefined);
      expect({ key, success: success?.[0] }).toEqual({ key, success: expect.stringMatching(/^20[0-4]$/) });
      for (const body of bodies) {
        const type = key === 'GET /metrics' ? 'text/plain' : 'application/json';
        expect({ key, body }).toMatchObject({
          key,
          body: { content: { [type]: { schema: expect.anything(), example: expect.anything() } } },
        });
      }
    }
  });

  it('names nothing that it does not hold', () => {
    for (const [reference] of committed.matchAll(/(?<="\$ref": ")[^"]+/g)) {
      const path = reference.split('/').slice(1);
      const target = path.reduce<unknown>(
        (node, name) => (node as Record<string, unknown>)?.[name],
        document,
      );
      expect({ reference, found: target !== undefined }).toEqual({ reference, found: true });
    }
  });

  it('has no field `id` in any answer but numbers: MCPJungle’s client takes nothing else there', () => {
    const answers = Object.entries(document.components?.schemas ?? {}).filter(([name]) =>
      name.endsWith('Response'),
    );
    expect(answers.length).toBeGreaterThan(10);
    for (const [name, schema] of answers) {
      const { id } = (schema as { properties?: { id?: { type?: string } } }).properties ?? {};
      expect({ name, type: id?.type ?? 'number' }).toEqual({ name, type: 'number' });
    }
  });
});
