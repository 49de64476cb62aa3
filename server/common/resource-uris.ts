const RESOURCE = /^(?:mcpj:\/\/res|ui:\/\/mcpj)\/([A-Za-z0-9_-]+)\/([A-Za-z0-9+/_-]+)={0,2}$/;
const TEMPLATE = /^mcpj:\/\/tpl\/([A-Za-z0-9_-]+)\/(.+)$/s;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What an alias stands for: a URI of one server. */
export interface AliasedUri {
  kind: 'resource' | 'template';
  server: string;
  /** The upstream's own URI; behind a template's alias the template, or what a client expanded it to. */
  uri: string;
}

/** The form of a resource's URI that names its server, as the REST API shows it. */
export function resourceAlias(server: string, uri: string): string {
  return `mcpj://res/${server}/${Buffer.from(uri).toString('base64').replace(/=+$/, '')}`;
}

/** The form that tells apart two servers' resources of one URI; hosts know a user interface by its scheme. */
export function distinctUri(server: string, uri: string): string {
  if (!uri.startsWith('ui://')) return resourceAlias(server, uri);
  return `ui://mcpj/${server}/${Buffer.from(uri).toString('base64url')}`;
}

/** The template stays readable, so that clients can expand it: only what it becomes has to be split. */
export function templateAlias(server: string, template: string): string {
  return `mcpj://tpl/${server}/${template}`;
}

/** Reads every form above, base64 in either alphabet, padded or not; undefined for all other URIs. */
export function parseAlias(uri: string): AliasedUri | undefined {
  const template = TEMPLATE.exec(uri);
  if (template) return { kind: 'template', server: template[1]!, uri: template[2]! };
  const resource = RESOURCE.exec(uri);
  const decoded = resource ? decode(resource[2]!) : undefined;
  return decoded === undefined ? undefined : { kind: 'resource', server: resource![1]!, uri: decoded };
}

function decode(base64: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
