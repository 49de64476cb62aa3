import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mayReach } from './may-reach.js';

const grants = (servers: string[], allServers = false) => ({
  allServers,
  servers: new Set(servers),
  key: servers.join(),
});

describe('mayReach', () => {
  it.each([
    ['nothing granted', grants([]), 'github', false],
    ['the server granted', grants(['github']), 'github', true],
    ['another server granted', grants(['jira']), 'github', false],
    ['the name in another case', grants(['GitHub']), 'github', false],
    ['the beginning of the name', grants(['git']), 'github', false],
    ['one of several', grants(['jira', 'github']), 'github', true],
    ['all servers', grants([], true), 'github', true],
    ['a server called *', grants(['*']), 'github', false],
    ['an inherited key', grants([]), 'constructor', false],
  ])('%s', (_, given, server, expected) => expect(mayReach(given, server)).toBe(expected));

  it('grants what was granted and nothing else', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (servers, server) => {
        expect(mayReach(grants(servers), server)).toBe(servers.includes(server));
        expect(mayReach(grants(servers, true), server)).toBe(true);
      }),
    );
  });
});
