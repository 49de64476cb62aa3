import type { ContentObject, OpenAPIObject, ReferenceObject, SchemaObject } from '@nestjs/swagger';
import type { Operation } from './error-responses.js';

type Schema = SchemaObject | ReferenceObject;
type Schemas = Record<string, Schema>;

const MOMENT = '2026-11-23T08:00:00.000Z';

/** Gives every body an example, put together from those of the fields. */
export function addExamples(operation: Operation, document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  const { requestBody } = operation;
  if (requestBody && 'content' in requestBody) illustrate(requestBody.content, schemas);
  for (const response of Object.values(operation.responses)) {
    if (response && 'content' in response && response.content) illustrate(response.content, schemas);
  }
}

function illustrate(content: ContentObject, schemas: Schemas): void {
  for (const media of Object.values(content)) {
    if (media.schema && media.examples === undefined) media.example ??= exampleOf(media.schema, schemas);
  }
}

function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if ('$ref' in schema) return exampleOf(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas);
  if (schema.example !== undefined) return schema.example as unknown;
  if (schema.enum) return schema.enum[0] as unknown;
  const [part] = schema.allOf ?? schema.oneOf ?? schema.anyOf ?? [];
  if (part) return exampleOf(part, schemas);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return schema.items ? [exampleOf(schema.items, schemas)] : [];
  if (type === 'object') return exampleOfObject(schema, schemas);
  return PLAIN[schema.format ?? ''] ?? PLAIN[String(type)] ?? null;
}

const PLAIN: Record<string, unknown> = {
  'date-time': MOMENT,
  string: 'text',
  integer: 1,
  number: 1,
  boolean: true,
};

function exampleOfObject({ properties = {} }: SchemaObject, schemas: Schemas): object {
  const members = Object.entries(properties).map(([name, property]) => [name, exampleOf(property, schemas)]);
  return Object.fromEntries(members) as object;
}
