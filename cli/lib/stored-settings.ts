import type { Document } from 'yaml';
import { FileError } from './errors.js';

/** What the program knows of servers from earlier runs. */
export interface StoredSettings {
  registryUrl?: string;
  /** The token for `registryUrl`. */
  accessToken?: string;
  /** Tokens for other servers, by their URL. */
  otherTokens: Record<string, string>;
}

/** @throws FileError when the document is not what the program writes */
export function settingsOf(document: Document, path: string): StoredSettings {
  const root = mapping(document.toJS(), path, 'the file');
  const servers = mapping(root.servers, path, 'servers');
  return {
    registryUrl: text(root.registry_url, path, 'registry_url'),
    accessToken: text(root.access_token, path, 'access_token'),
    otherTokens: Object.fromEntries(
      Object.entries(servers).flatMap(([url, entry]) => {
        const field = `servers.${url}`;
        const token = text(mapping(entry, path, field).access_token, path, `${field}.access_token`);
        return token === undefined ? [] : [[url, token]];
      }),
    ),
  };
}

function mapping(value: unknown, path: string, field: string): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new FileError(path, `${field} must be a mapping of keys to values`);
}

function text(value: unknown, path: string, field: string): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new FileError(path, `${field} must be text; put it in quotes`);
}
