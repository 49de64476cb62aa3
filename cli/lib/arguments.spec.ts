import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrangeArguments, wantsJson } from './arguments.js';

describe('the arguments of the program', () => {
  it.each([
    ['--registry http://h:8080 init-server', 'init-server --registry http://h:8080'],
    ['--registry=http://h:8080 list tools', 'list tools --registry=http://h:8080'],
    ['--json --registry u create user bob', 'create user bob --json --registry u'],
    ['--registry u create user bob --role admin', 'create user bob --registry u --role admin'],
    ['--registry u login -', 'login --registry u -'],
    ['--json invoke t -- --x', 'invoke t --json -- --x'],
    ['--yes delete user bob', 'delete user bob --yes'],
    ['list servers --json', 'list servers --json'],
    ['--version', 'version'],
    ['--json --version', 'version --json'],
    ['--json', '--help'],
    ['--registry', '--help'],
    ['--nope list', '--nope list'],
  ])('%s is read as %s', (typed, expected) => {
    expect(arrangeArguments(typed.split(' '))).toEqual(expected.split(' '));
  });

  it('shows the help when there are none', () => {
    expect(arrangeArguments([])).toEqual(['--help']);
  });

  it('loses nothing', () => {
    const words = fc.array(fc.constantFrom('--json', '--registry', '--yes', 'list', 'x', '-', '--', '--a=b'));
    fc.assert(
      fc.property(words, (argv) => {
        const arranged = arrangeArguments(['run', ...argv]);
        expect(arranged).toEqual(['run', ...argv]);
        const late = [...argv, 'list', 'tools'];
        expect(arrangeArguments(late).sort()).toEqual(late.sort());
      }),
    );
  });

  it('knows --json, but not behind --', () => {
    expect(wantsJson(['list', 'tools', '--json'])).toBe(true);
    expect(wantsJson(['invoke', 't', '--', '--json'])).toBe(false);
  });
});
