import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';

/** Nothing listens on port 1, and nothing here gets as far as to notice. */
const SERVER = 'http://127.0.0.1:1';

describe('wrong usage', () => {
  let person: Person;

  beforeAll(() => {
    person = new Person({ env: { MCPJUNGLE_REGISTRY: SERVER } });
  });

  it.each([
    ['nonsense', 'unknown command "nonsense"; see `mcpjungle --help`'],
    ['creat', 'unknown command "creat"; did you mean `mcpjungle create`?'],
    [
      'list serverz',
      'unknown command "list serverz"; did you mean `mcpjungle list servers` or `mcpjungle get server`?',
    ],
    ['create group', 'missing flag: --conf (see `mcpjungle create group --help`)'],
    ['lst tools', 'unknown command "lst tools"; did you mean `mcpjungle list tools`?'],
    ['regster --name x', 'unknown command "regster"; did you mean `mcpjungle register`?'],
    ['constructor', 'unknown command "constructor"; see `mcpjungle --help`'],
    ['--nonsense list tools', 'unknown command "--nonsense"; see `mcpjungle --help`'],
    ['usage', 'missing argument: TOOL (see `mcpjungle usage --help`)'],
    ['login', 'missing argument: ACCESS-TOKEN (see `mcpjungle login --help`)'],
    ['delete user', 'missing argument: USERNAME (see `mcpjungle delete user --help`)'],
    ['create user', 'missing argument: USERNAME, or --conf <file>'],
    ['create mcp-client', 'missing argument: NAME, or --conf <file>'],
    ['create user alice bob', 'unexpected argument: bob (see `mcpjungle create user --help`)'],
    ['whoami --nonsense', 'unknown flag: --nonsense (see `mcpjungle whoami --help`)'],
    [
      'create user alice --rol admin',
      'unknown flag: --rol; did you mean --role? (see `mcpjungle create user --help`)',
    ],
    [
      'create user alice --role boss',
      '--role: "boss" is not one of: user, admin (see `mcpjungle create user --help`)',
    ],
    [
      'create user alice --expires-in soon',
      '--expires-in: "soon" is not a duration such as 90d, 24h, 30m or 45s (see `mcpjungle create user --help`)',
    ],
    [
      'create user alice --role',
      'Flag --role expects one of these values: user, admin (see `mcpjungle create user --help`)',
    ],
    ['list tools --registry', 'Flag --registry expects a value (see `mcpjungle list tools --help`)'],
    [
      'list tools --registry localhost',
      '--registry must be a URL such as http://127.0.0.1:8080, not "localhost"',
    ],
    ['register', 'missing --name; needed are --name and --url, or --conf <file>'],
    ['register --name x', 'missing --url; needed are --name and --url, or --conf <file>'],
    [
      'register --name x --url http://x --session-mode forever',
      '--session-mode: "forever" is not one of: stateless, stateful, per_call (see `mcpjungle register --help`)',
    ],
    [
      'register --name x --url http://x --session-mode statefull',
      '--session-mode: "statefull" is not one of: stateless, stateful, per_call; did you mean "stateful"? (see `mcpjungle register --help`)',
    ],
    [
      'list tools --server a --group b',
      '--server cannot be given together with --group (see `mcpjungle list tools --help`)',
    ],
    ['create group math', 'unexpected argument: math (see `mcpjungle create group --help`)'],
    ['whoami you there', 'unexpected arguments: you, there (see `mcpjungle whoami --help`)'],
    ["invoke a__b --input '{'", '--input is not JSON (line 1, column 2)'],
    ["invoke a__b --input '[]'", '--input holds a list; a JSON object is needed'],
    ['invoke a__b --input -', 'standard input is empty; a JSON object is needed'],
    [
      'invoke a__b --timeout 5',
      '--timeout: "5" is not a duration such as 90d, 24h, 30m or 45s (see `mcpjungle invoke --help`)',
    ],
    ['login -', 'the access token is empty'],
    ['create user alice --access-token -', 'the access token is empty'],
    ['start --port http', '--port: Expected an integer but received: http (see `mcpjungle start --help`)'],
    [
      'start --port 70000',
      '--port: Expected an integer less than or equal to 65535 but received: 70000 (see `mcpjungle start --help`)',
    ],
  ])('mcpjungle %s', async (typed, message) => {
    const { code, stdout, stderr } = await person.types(`mcpjungle ${typed} </dev/null`);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
  });

  it('is a document with --json', async () => {
    const { code, stdout, stderr } = await person.types('mcpjungle list tols --json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        message: 'unknown command "list tols"; did you mean `mcpjungle list tools`?',
        status: null,
        code: 'usage',
      },
    });
  });
});
