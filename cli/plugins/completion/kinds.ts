import type { NameKind } from './names.js';

const ITEM: NameKind[] = ['tool', 'prompt', 'resource'];

/** Whose names the arguments of a command are, in their order. New names, and words of no list, have no kind. */
export const ARGUMENT_KINDS: Record<string, NameKind[][]> = {
  deregister: [['server']],
  refresh: [['server']],
  'get:server': [['server']],
  'update:server': [['server']],
  'login-upstream': [['server']],
  'enable:server': [['server']],
  'disable:server': [['server']],
  'enable:tool': [['tool', 'server']],
  'disable:tool': [['tool', 'server']],
  'enable:prompt': [['prompt', 'server']],
  'disable:prompt': [['prompt', 'server']],
  'enable:resource': [['resource', 'server']],
  'disable:resource': [['resource', 'server']],
  enable: [['tool', 'server']],
  disable: [['tool', 'server']],
  usage: [['tool']],
  invoke: [['tool']],
  'update:tool': [['tool']],
  'get:prompt': [['prompt']],
  'get:resource': [['resource']],
  'get:group': [['group']],
  'delete:group': [['group']],
  'get:mcp-client': [['client']],
  'update:mcp-client': [['client']],
  'delete:mcp-client': [['client']],
  'rotate:mcp-client': [['client']],
  explain: [['client'], ITEM],
  'update:user': [['user']],
  'delete:user': [['user']],
  'rotate:user': [['user']],
};

/** Likewise the values of flags, by the flag's name. */
export const FLAG_KINDS: Record<string, NameKind[]> = {
  server: ['server'],
  group: ['group'],
  'mcp-client': ['client'],
  allow: ['server'],
  'allow-tool': ITEM,
  'deny-tool': ITEM,
  'allow-group': ['group'],
  owner: ['user'],
};
