import type { Message } from '../../wire/message.js';
import { readMessage } from '../../wire/read-message.js';

/** What a REST route asks of the core. */
export interface RestRequest {
  readonly method: 'tools/call' | 'prompts/get' | 'resources/read';
  /** The parameter that names the item. */
  readonly key: 'name' | 'uri';
  readonly item: string;
  /** JSON text, as the caller wrote it. */
  readonly args?: Buffer;
  /** Only what belongs to this group is found. */
  readonly group?: string;
}

export function callTool(item: string, args: Buffer | undefined, group?: string): RestRequest {
  return { method: 'tools/call', key: 'name', item, args, group };
}

export function getPrompt(item: string, args: Buffer | undefined): RestRequest {
  return { method: 'prompts/get', key: 'name', item, args };
}

export function readResource(item: string): RestRequest {
  return { method: 'resources/read', key: 'uri', item };
}

/** @param id asks the upstream to report its progress under this token too */
export function rpcRequest(id: number, { method, key, item, args }: RestRequest): Message {
  const head =
    `{"jsonrpc":"2.0","id":${id},"method":"${method}",` +
    `"params":{"_meta":{"progressToken":${id}},"${key}":${JSON.stringify(item)}`;
  const pieces = args ? [Buffer.from(`${head},"arguments":`), args] : [Buffer.from(head)];
  return readMessage(Buffer.concat([...pieces, Buffer.from('}}')]));
}
