import * as Flags from '@oclif/core/flags';
import type { GrantFields } from '../../../api/identities.js';

const listFlag = Flags.custom<string[]>({ parse: (text) => Promise.resolve(splitList(text)) });

/** What a client may reach, and whose it is. */
export const GRANT_FLAGS = {
  allow: listFlag({
    helpValue: '<servers>',
    description: 'names of servers, separated by commas; "*" is every server, also later ones',
  }),
  'allow-tool': listFlag({
    helpValue: '<patterns>',
    description: 'names of tools, prompts and resources, separated by commas; * stands for any text',
  }),
  'deny-tool': listFlag({
    helpValue: '<patterns>',
    description: 'likewise what it must not reach, whatever allows it',
  }),
  'allow-group': listFlag({
    helpValue: '<groups>',
    description: 'names of groups whose members it may reach, separated by commas',
  }),
  owner: Flags.string({ helpValue: '<user>', description: 'the user it belongs to' }),
};

interface GivenGrants {
  allow?: string[];
  'allow-tool'?: string[];
  'deny-tool'?: string[];
  'allow-group'?: string[];
}

/** As the API takes them: what was not given is absent. */
export function grantFields(flags: GivenGrants): GrantFields {
  return {
    allow_list: flags.allow,
    allowed_tools: flags['allow-tool'],
    denied_tools: flags['deny-tool'],
    allowed_groups: flags['allow-group'],
  };
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
