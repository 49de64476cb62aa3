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

/** The lines that the program writes itself, with values that mean the same to everybody. */
const PLAIN_LINE = /^(registry_url|access_token): ([A-Za-z][\w.:/+@~-]{7,})(?<!:)$/;

/**
 * Reads a file that holds no more than the program writes for one server. Loading a YAML parser for that
 * would take longer than the rest of most commands.
 * @returns undefined for any other file: that takes the parser
 */
export function readPlainSettings(text: string): StoredSettings | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const entries = lines.flatMap((line) => {
    const [, key, value] = PLAIN_LINE.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [[key, value] as const];
  });
  const values = new Map(entries);
  if (values.size < lines.length) return undefined;
  return {
    registryUrl: values.get('registry_url'),
    accessToken: values.get('access_token'),
    otherTokens: {},
  };
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
