import { readFileSync } from 'node:fs';
import type { OpenAPIObject, OperationObject, ResponseObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Access } from '../../../server/common/access.js';
import { CHECKOUT } from '../../support/checkout.js';

const DOCUMENT = 'https://mcpjungle.test/openapi.json';
/** What OpenAPI allows beside the keywords of JSON Schema. */
const ANNOTATIONS = ['example', 'externalDocs', 'xml', 'discriminator'];

export interface Operation {
  /** `GET /api/v0/users/:username` */
  key: string;
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  said: OperationObject & { 'x-access'?: Access };
}

export interface GivenAnswer {
  status: number;
  contentType: string;
  text: string;
}

/** `api/openapi.json`, taken at its word: a field that it does not describe is wrong. */
export class ApiDocument {
  private readonly document = JSON.parse(
    readFileSync(`${CHECKOUT}/api/openapi.json`, 'utf8'),
  ) as OpenAPIObject;
  private readonly ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });

  constructor() {
    formats.default(this.ajv);
    this.ajv.addVocabulary([...ANNOTATIONS, ...Object.keys(this.document)]);
    this.ajv.addSchema({ $id: DOCUMENT, ...(closed(this.document) as object) }, undefined, false);
  }

  get operations(): Operation[] {
    return Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<Operation['method'], Operation['said']>).map(([method, said]) => ({
        key: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
        method: method as Operation['method'],
        path,
        said,
      })),
    );
  }

  /** @returns what is wrong with an answer; nothing when it is as the document says */
  problems({ path, method, said }: Operation, answer: GivenAnswer): string[] {
    const response = said.responses[answer.status] as ResponseObject | undefined;
    if (!response) return [`status ${answer.status} is not documented: ${answer.text}`];
    const types = Object.keys(response.content ?? {});
    if (types.length === 0) return answer.text === '' ? [] : [`there is a body: ${answer.text}`];
    const type = answer.contentType.replace(/ *;.*/, '');
    if (!types.includes(type)) return [`content type ${type} is none of ${types.join(', ')}`];
    if (type !== 'application/json') return [];
    const place = ['paths', path, method, 'responses', String(answer.status), 'content', type, 'schema'];
    return this.mismatches(place, JSON.parse(answer.text), `status ${answer.status}`);
  }

  /** @returns what is wrong with the examples of bodies and answers */
  exampleProblems({ path, method, said }: Operation): string[] {
    const places = [
      ...(said.requestBody ? [['requestBody']] : []),
      ...Object.keys(said.responses).map((status) => ['responses', status]),
    ];
    return places.flatMap((place) => {
      const whole = ['paths', path, method, ...place, 'content'];
      const content = this.at(whole) as Record<string, Media> | undefined;
      return Object.entries(content ?? {}).flatMap(([type, media]) =>
        this.examplesOf(media).flatMap((example) =>
          this.mismatches([...whole, type, 'schema'], example, `example of ${place.join(' ')}`),
        ),
      );
    });
  }

  private examplesOf({ example, examples = {} }: Media): unknown[] {
    const named = Object.values(examples).map(({ $ref, value }) =>
      $ref === undefined ? value : (this.at($ref.split('/').slice(1)) as { value: unknown }).value,
    );
    return example === undefined ? named : [example, ...named];
  }

  private mismatches(place: string[], value: unknown, what: string): string[] {
    const validate = this.schemaAt(place);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${what}: ${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`,
    );
  }

  private schemaAt(place: string[]): ValidateFunction {
    const pointer = place.map((name) => `/${encodeURIComponent(escaped(name))}`).join('');
    return this.ajv.compile({ $ref: `${DOCUMENT}#${pointer}` });
  }

  private at(place: string[]): unknown {
    return place.reduce<unknown>((node, name) => (node as Record<string, unknown>)?.[name], this.document);
  }
}

interface Media {
  example?: unknown;
  examples?: Record<string, { $ref?: string; value?: unknown }>;
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Objects that say which properties they have, and do not say that they may have others, have no others. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  const isOpen =
    copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined;
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
