import { ValidateBy } from 'class-validator';
import type { Transport } from '../../../api/servers.js';
import {
  auditArguments,
  authOfTransport,
  belongsTo,
  command,
  environment,
  eraOfTransport,
  file,
  folder,
  headers,
  programArguments,
  redirectUri,
  scopes,
  secretOfClient,
  upstreamUrl,
} from '../../../definitions/server-rules.js';
import type { JsonDocument, Rule } from '../../../definitions/shape.js';

/** The rules of definitions as decorators: what files and bodies may hold is said in one place. */
export const IsUpstreamUrl = () => ruleOf('isUpstreamUrl', upstreamUrl);
export const IsHeaders = () => ruleOf('isHeaders', headers);
export const IsEraOfTransport = () => ruleOf('isEraOfTransport', eraOfTransport);
export const IsAuthOfTransport = () => ruleOf('isAuthOfTransport', authOfTransport);
export const IsAuditArguments = () => ruleOf('isAuditArguments', auditArguments);
export const IsRedirectUri = () => ruleOf('isRedirectUri', redirectUri);
export const IsScopes = () => ruleOf('isScopes', scopes);
export const IsSecretOfClient = () => ruleOf('isSecretOfClient', secretOfClient);
export const IsFile = () => ruleOf('isFile', file);
export const IsCommand = () => ruleOf('isCommand', command);
export const IsArguments = () => ruleOf('isArguments', programArguments);
export const IsEnvironment = () => ruleOf('isEnvironment', environment);
export const IsFolder = () => ruleOf('isFolder', folder);

/** The field may be filled in for these transports only. */
export const BelongsTo = (...transports: [Transport, ...Transport[]]) =>
  ruleOf('belongsTo', belongsTo(...transports));

function ruleOf(name: string, rule: Rule): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value, args) => rule(value, args!.object as JsonDocument) === undefined,
      defaultMessage: (args) => `${args!.property} ${rule(args!.value, args!.object as JsonDocument) ?? ''}`,
    },
  });
}
