import { describe, expect, it } from '@jest/globals';
import { snapshotOf } from '../../../test/support/snapshots.js';
import { UNLIMITED } from '../../common/grants.js';
import { createView } from '../../policy/create-view.js';
import { matchTemplate } from './template-match.js';

const template = (uriTemplate: string) => JSON.stringify({ uriTemplate, name: 't' });
const view = createView({
  groups: new Map(),
  snapshot: snapshotOf([
    { name: 'old', resource_template: [template('file:///{path}'), template('db://{table}/rows/{id}')] },
    { name: 'new', resource_template: [template('file:///{path}'), template('file:///logs/{day}.txt')] },
    { name: 'odd', resource_template: [template('plain://text'), template('{+anything}://odd{?q}')] },
  ]),
  grants: UNLIMITED,
  scope: { kind: 'all' },
});

describe('matchTemplate', () => {
  it.each([
    ['file:///a/b', 'old', 'file:///a/b'],
    ['file:///logs/1.txt', 'new', 'file:///logs/1.txt'],
    ['db://t/rows/7', 'old', 'db://t/rows/7'],
    ['mcpj://tpl/new/file:///a/b', 'new', 'file:///a/b'],
    ['plain://text', 'odd', 'plain://text'],
    ['x://odd?q=1', 'odd', 'x://odd?q=1'],
  ])('sends %s to the server %s as %s', (asked, server, uri) => {
    const match = matchTemplate(view, asked);
    expect([match?.item.server.name, match?.uri]).toEqual([server, uri]);
  });

  it.each(['', 'db://t', 'db://t/rows', 'plain://text2', 'mcpj://tpl/gone/file:///a', 'http://x'])(
    'knows no template for %j',
    (asked) => {
      expect(matchTemplate(view, asked)).toBeUndefined();
    },
  );

  it('takes no longer for a template that was made to be slow', () => {
    const slow = createView({
      groups: new Map(),
      snapshot: snapshotOf([{ name: 's', resource_template: [template('{a}x'.repeat(500) + 'y')] }]),
      grants: UNLIMITED,
      scope: { kind: 'all' },
    });
    const before = performance.now();
    expect(matchTemplate(slow, 'x'.repeat(100_000))).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(500);
  });
});
