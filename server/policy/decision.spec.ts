import { describe, expect, it } from '@jest/globals';
import { type GrantLists, grantsOf } from '../common/grants.js';
import { canonicalName } from '../common/names.js';
import { resourceAlias } from '../common/resource-uris.js';
import type { Named } from '../registry/item-names.js';
import { Group } from '../tool-groups/group.js';
import { groupOf } from '../tool-groups/group-fields.js';
import { decide, reachesServer } from './decision.js';

const named =
  (kind: Named['kind']) =>
  (server: string, originalName: string): Named => ({ kind, originalName, server: { name: server } });
const tool = named('tool');
const resource = named('resource');
const template = named('resource_template');
const search = tool('github', 'search');
const readme = resource('github', 'file:///readme');

const groups = new Map(
  Object.entries({
    some: { included_tools: ['github__search', 'jira__x.y'] },
    whole: { included_servers: ['github'], excluded_tools: ['github__wipe'] },
    emptied: { included_tools: ['github__wipe'], excluded_tools: ['github__wipe'] },
    papers: {
      included_prompts: ['github__search'],
      included_resources: [`${resourceAlias('github', 'file:///readme')}==`, 'file:///{path}'],
      excluded_resources: ['file:///secret'],
    },
  }).map(([name, definition]) => [name, new Group(groupOf(name, definition))]),
);

const ask = (lists: GrantLists, item: Named, expanded?: Named) =>
  decide(grantsOf(lists), groups, { item, expanded });

describe('decide', () => {
  it.each<[string, GrantLists, Named, string | false]>([
    ['nothing', {}, search, false],
    ['its server', { servers: ['github'] }, search, 'allowed_servers: github'],
    ['every server', { servers: ['*'] }, search, 'allowed_servers: *'],
    ['another server', { servers: ['jira'] }, search, false],
    ['the server in another case', { servers: ['GitHub'] }, search, false],
    ['the beginning of its server', { servers: ['git'] }, search, false],
    ['its name', { allowed: ['github__search'] }, search, 'allowed_tools: github__search'],
    ['its bare name', { allowed: ['search'] }, search, false],
    ['a pattern', { allowed: ['x', '*__se*'] }, search, 'allowed_tools: *__se*'],
    ['its name in another case', { allowed: ['GITHUB__search'] }, search, false],
    ['an odd name in full', { allowed: ['jira__x.y'] }, tool('jira', 'x.y'), 'allowed_tools: jira__x.y'],
    [
      'an odd name made safe',
      { allowed: [canonicalName('jira', 'x.y')] },
      tool('jira', 'x.y'),
      `allowed_tools: ${canonicalName('jira', 'x.y')}`,
    ],
    ['a resource of a pattern of names', { allowed: ['github__*'] }, readme, 'allowed_tools: github__*'],
    ['a resource by URI', { allowed: ['file:///*'] }, readme, 'allowed_tools: file:///*'],
    [
      'a resource by alias',
      { allowed: ['mcpj://res/github/*'] },
      readme,
      'allowed_tools: mcpj://res/github/*',
    ],
    ['a template', { allowed: ['mcpj://tpl/a/*'] }, template('a', 'x:{y}'), 'allowed_tools: mcpj://tpl/a/*'],
    ['a group that lists it', { groups: ['some'] }, search, 'allowed_groups: some'],
    ['a group that lists its full name', { groups: ['some'] }, tool('jira', 'x.y'), 'allowed_groups: some'],
    ['a group that lists no other', { groups: ['some'] }, tool('github', 'wipe'), false],
    ['a group of tools, for a prompt', { groups: ['some'] }, named('prompt')('github', 'search'), false],
    ['a group of its server', { groups: ['whole'] }, readme, 'allowed_groups: whole'],
    ['a group that takes it out', { groups: ['whole'] }, tool('github', 'wipe'), false],
    ['a group that includes and excludes it', { groups: ['emptied'] }, tool('github', 'wipe'), false],
    [
      'a group of prompts',
      { groups: ['papers'] },
      named('prompt')('github', 'search'),
      'allowed_groups: papers',
    ],
    ['a group with its alias', { groups: ['papers'] }, readme, 'allowed_groups: papers'],
    ['a group that is gone', { groups: ['gone'] }, search, false],
    ['the second of two groups', { groups: ['gone', 'some'] }, search, 'allowed_groups: some'],
  ])('%s granted', (_, lists, item, grant) => {
    expect(ask(lists, item)).toEqual(grant === false ? { allowed: false } : { allowed: true, grant });
  });

  it.each(['github__search', 'github__*', '*', '*search', 'git*'])(
    'denies by %s whatever was granted',
    (denied) => {
      const all = { servers: ['*', 'github'], allowed: ['*', 'github__search'], groups: ['some', 'whole'] };
      expect(ask({ ...all, denied: [denied] }, search)).toEqual({
        allowed: false,
        grant: `denied_tools: ${denied}`,
      });
      expect(ask({ ...all, denied: ['jira__*', 'search', 'GITHUB*'] }, search).allowed).toBe(true);
    },
  );

  it('denies what a template is expanded to', () => {
    const path = template('github', 'file:///{path}');
    const expanded = (uri: string) => resource('github', uri);
    expect(ask({ allowed: ['file:///{path}'] }, path, expanded('file:///a')).allowed).toBe(true);
    const denying = { servers: ['github'], denied: ['file:///etc/*'] };
    expect(ask(denying, path, expanded('file:///a')).allowed).toBe(true);
    expect(ask(denying, path, expanded('file:///etc/passwd')).allowed).toBe(false);
    expect(ask({ groups: ['papers'] }, path, expanded('file:///a')).allowed).toBe(true);
    expect(ask({ groups: ['papers'] }, path, expanded('file:///secret')).allowed).toBe(false);
  });
});

describe('reachesServer', () => {
  it.each<[GrantLists, boolean]>([
    [{ servers: ['github'] }, true],
    [{ servers: ['*'] }, true],
    [{ servers: ['git'] }, false],
    [{ allowed: ['*'], groups: ['whole'] }, false],
    [{ servers: ['*'], denied: ['github__*'] }, false],
    [{ servers: ['*'], denied: ['github__search', '*__wipe'] }, true],
  ])('of %j: %s', (lists, expected) => expect(reachesServer(grantsOf(lists), 'github')).toBe(expected));
});
