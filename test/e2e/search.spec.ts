import { beforeAll, describe, expect, it } from '@jest/globals';
import { ListingUpstream } from '../support/listing-upstream.js';
import { named } from '../support/registry-store.js';
import { TestApp } from '../support/test-app.js';

const withParameters = (...names: string[]) => ({
  inputSchema: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
});

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
  const { url } = await ListingUpstream.open({
    tools: [
      [
        named('create_issue', { description: 'Opens a ticket', ...withParameters('assignee') }),
        named('listIssues', { description: 'All there are', title: 'Browse' }),
        named('comment', { description: 'Says something below an issue' }),
        named('delete_repository'),
      ],
    ],
  });
  const body = { name: 'github', url, transport: 'streamable_http' };
  await app.post('/api/v0/servers', { body }).expect(201);
});

async function found(q: string, query: object = {}): Promise<string[]> {
  const { body } = await app
    .get('/api/v0/tools/search')
    .query({ q, ...query })
    .expect(200);
  return body.map(({ name }: { name: string }) => name);
}

describe('a search for tools', () => {
  it('puts a match of the name before one of the description', async () => {
    const names = await found('issue');
    expect(names.slice(0, 2).sort()).toEqual(['github__create_issue', 'github__listIssues']);
    expect(names[2]).toBe('github__comment');
    expect(await found('create issue')).toEqual(expect.arrayContaining(names));
    expect((await found('create issue'))[0]).toBe('github__create_issue');
  });

  it.each([
    ['a title', 'browse', 'github__listIssues'],
    ['a parameter', 'assignee', 'github__create_issue'],
    ['a description', 'ticket', 'github__create_issue'],
    ['the beginning of a word', 'repos', 'github__delete_repository'],
    ['a misspelt word', 'repositry', 'github__delete_repository'],
  ])('finds by %s', async (_, q, name) => {
    expect(await found(q)).toEqual([name]);
  });

  it('finds as many as are wanted', async () => {
    expect(await found('github')).toHaveLength(4);
    expect(await found('github', { limit: 2 })).toHaveLength(2);
    expect(await found('...')).toEqual([]);
  });

  it('does not find what is disabled, and finds it again', async () => {
    await app.post('/api/v0/tools/disable?entity=github__comment').expect(200);
    expect(await found('comment')).toEqual([]);
    await app.post('/api/v0/tools/enable?entity=github__comment').expect(200);
    expect(await found('comment')).toEqual(['github__comment']);
  });

  it('finds by the words that agents see', async () => {
    const body = { rename: 'remark', description: 'Annotates' };
    await app.put('/api/v0/tools/override?name=github__comment', { body }).expect(200);
    expect(await found('remark')).toEqual(['github__comment']);
    expect(await found('annotates')).toEqual(['github__comment']);
    await app.put('/api/v0/tools/override?name=github__comment', { body: {} }).expect(200);
  });

  it.each([
    ['', '1'],
    ['x', '0'],
    ['x', '101'],
    ['x', 'many'],
    ['x'.repeat(513), '1'],
  ])('of %j with the limit %s is refused', async (q, limit) => {
    await app.get('/api/v0/tools/search').query({ q, limit }).expect(400);
  });
});
