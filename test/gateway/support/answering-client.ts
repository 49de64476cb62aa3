import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';

export const EVERY_CAPABILITY = {
  sampling: {},
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
};

/** An SDK 1.x client that answers everything it declares, in its own name. */
export function answeringClient(name: string, capabilities: object = EVERY_CAPABILITY): Client {
  const client = new Client({ name, version: '1' }, { capabilities });
  if ('elicitation' in capabilities) {
    client.setRequestHandler(ElicitRequestSchema, ({ params }) =>
      params.mode === 'url'
        ? { action: 'accept' }
        : { action: 'accept', content: { name: `${name} ${params.message}` } },
    );
  }
  if ('sampling' in capabilities) {
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
      model: 'm',
      role: 'assistant',
      content: { type: 'text', text: `${name} ${JSON.stringify(params.messages[0]?.content)}` },
    }));
  }
  if ('roots' in capabilities) {
    client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: `file:///${name}` }] }));
  }
  return client;
}
