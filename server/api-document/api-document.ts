import { STATUS_CODES } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from '../common/access.js';
import { ErrorResponse } from '../common/error.response.js';
import { VERSION } from '../common/version.js';
import { addErrorResponses, ERROR_EXAMPLES, type Operation } from './error-responses.js';
import { addExamples } from './examples.js';

/** The API as OpenAPI 3.1 describes it: made from controllers and DTOs, never by hand. */
export function describeApi(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('mcpjungle')
    .setDescription('A self-hosted gateway in front of MCP servers: administration and use over REST.')
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The access token of a user.' })
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ErrorResponse] });
  document.components!.examples = ERROR_EXAMPLES;
  for (const operation of operationsOf(document)) complete(operation, document);
  return document;
}

/** Serves the document at `/openapi.json` and Swagger UI at `/docs`. */
export function serveApiDocument(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describeApi(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'mcpjungle API',
  });
}

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((path) =>
    (['get', 'post', 'put', 'delete'] as const).flatMap((method) => path[method] ?? []),
  );
}

function complete(operation: Operation, document: OpenAPIObject): void {
  addErrorResponses(operation);
  addExamples(operation, document);
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response && 'description' in response) response.description ||= STATUS_CODES[status] ?? status;
  }
  const access = operation[ACCESS_EXTENSION];
  if (access?.kind !== 'roles') return;
  const mode = access.enterpriseOnly ? ', in enterprise mode only' : '';
  operation.description = `Role: ${access.roles.join(', ')}${mode}.`;
}
