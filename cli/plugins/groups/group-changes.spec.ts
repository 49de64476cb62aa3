import { describe, expect, it } from '@jest/globals';
import { groupChanges } from './group-changes.js';

const NONE = {
  name: 'g',
  description: '',
  included_tools: [],
  included_servers: [],
  excluded_tools: [],
  included_prompts: [],
  excluded_prompts: [],
  included_resources: [],
  excluded_resources: [],
};

describe('groupChanges', () => {
  it('names every difference', () => {
    const before = {
      ...NONE,
      description: 'a',
      included_tools: ['s__a', 's__b'],
      excluded_resources: ['x:y'],
    };
    const now = { ...NONE, included_tools: ['s__c', 's__b'], included_servers: ['s'] };
    expect(groupChanges(before, now)).toEqual([
      'description: "a" -> ""',
      'included_tools: added s__c',
      'included_tools: removed s__a',
      'included_servers: added s',
      'excluded_resources: removed x:y',
    ]);
  });

  it('has nothing to say of another order', () => {
    const list = (...included_prompts: string[]) => ({ ...NONE, included_prompts });
    expect(groupChanges(list('a', 'b'), list('b', 'a'))).toEqual([]);
  });
});
