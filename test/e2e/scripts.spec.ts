import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { temporaryFolder } from '../support/temp.js';

interface Outcome {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

function node(...args: string[]): Promise<Outcome> {
  const env = { ...BARE_ENV, HOME: temporaryFolder() };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: CHECKOUT, env }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

describe('the scripts behind npm', () => {
  it('install and build nothing twice, and do not speak of it', async () => {
    expect(await node('scripts/build.mjs')).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('refuse a Node.js that is too old', async () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.18.1' });`;
    const old = await node('--input-type=module', '-e', `${pretend} await import('./scripts/start.mjs')`);
    expect(old).toMatchObject({ code: 1, stdout: '' });
    expect(old.stderr).toMatch(/^mcpjungle needs Node\.js 20\.19 or newer; this is 20\.18\.1\.$/m);
  });

  it('count what jest ran, on the last line; a suite that does not load is a failure', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.spec.mjs'), `test('good', () => {}); test('bad', () => { throw 1; });`);
    writeFileSync(join(folder, 'b.spec.mjs'), `import './absent.mjs'; test('never', () => {});`);
    const config = JSON.stringify({ testMatch: ['**/*.spec.mjs'], transform: {} });
    const { code, stdout } = await node('scripts/test.mjs', `--rootDir=${folder}`, `--config=${config}`);
    expect([code, lastLine(stdout)]).toEqual([1, '1 passed, 2 failed']);
  }, 60_000);

  it('fail when jest could not even run', async () => {
    const { code, stdout } = await node('scripts/test.mjs', '--config={');
    expect([code, lastLine(stdout)]).toEqual([1, '0 passed, 1 failed']);
  }, 60_000);

  it.each([
    ['all good', ['good', 'good'], [0, '2 passed, 0 failed']],
    ['the first bad', ['bad', 'good'], [1, '1 passed, 1 failed']],
    ['the last bad', ['good', 'bad'], [1, '1 passed, 1 failed']],
    ['one not to be run', ['good', undefined, 'good'], [1, '2 passed, 1 failed']],
  ])(
    'count all runs together: %s',
    async (_, names, expected) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'good.spec.mjs'), `test('good', () => {});`);
      writeFileSync(join(folder, 'bad.spec.mjs'), `test('bad', () => { throw 1; });`);
      const config = JSON.stringify({ testMatch: ['**/*.spec.mjs'], transform: {} });
      const runs = names.map((name) => [
        `--rootDir=${folder}`,
        `--config=${name === undefined ? '{' : config}`,
        ...(name === undefined ? [] : [name]),
      ]);
      const script = `import { runTests } from './scripts/lib/jest.mjs';
      process.exitCode = await runTests(${JSON.stringify(runs)}, ${JSON.stringify(folder)});`;
      const { code, stdout } = await node('--input-type=module', '-e', script);
      expect([code, lastLine(stdout)]).toEqual(expected);
    },
    60_000,
  );

  it('give a file that failed beside others one more chance, and say so', async () => {
    const folder = temporaryFolder();
    const failsOnce = `const fs = require('node:fs'), mark = __filename + '.mark';
      test('shaky', () => { if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); throw 1; } });`;
    writeFileSync(join(folder, 'shaky.spec.js'), failsOnce);
    writeFileSync(join(folder, 'bad.spec.js'), `test('bad', () => { throw 1; });`);
    writeFileSync(join(folder, 'good.spec.js'), `test('good', () => {});`);
    const config = JSON.stringify({ testMatch: ['**/*.spec.js'], transform: {} });
    const runs = [[`--rootDir=${folder}`, `--config=${config}`]];
    const script = `import { runTests } from './scripts/lib/jest.mjs';
      process.exitCode = await runTests(${JSON.stringify(runs)}, ${JSON.stringify(folder)}, { again: true });`;
    const { code, stdout } = await node('--input-type=module', '-e', script);
    expect([code, lastLine(stdout)]).toEqual([1, '2 passed, 1 failed']);
    expect(stdout).toContain('Failed beside others, passed alone: shaky.spec.js\n');
  }, 60_000);
});

function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1);
}
