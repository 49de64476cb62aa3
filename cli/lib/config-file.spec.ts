import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '../../test/support/temp.js';
import { ConfigFile } from './config-file.js';

const HERE = { url: 'http://here:8080', accessToken: 'token-for-here' };
const THERE = { url: 'http://there:8080', accessToken: 'token-for-there' };

describe('the config file', () => {
  let folder: string;
  let file: ConfigFile;
  const content = () => readFileSync(file.path, 'utf8');

  beforeEach(() => {
    folder = temporaryFolder();
    file = new ConfigFile(join(folder, '.mcpjungle.conf'));
  });

  it('lies in the home folder, or where MCPJUNGLE_CONFIG says', () => {
    expect(ConfigFile.locate({}).path).toMatch(/\/\.mcpjungle\.conf$/);
    expect(ConfigFile.locate({ MCPJUNGLE_CONFIG: '/etc/jungle' }).path).toBe('/etc/jungle');
  });

  it('is read as empty when it is not there', async () => {
    expect(await file.read()).toEqual({ otherTokens: {} });
  });

  it('keeps a login, for its owner alone', async () => {
    await file.store(HERE);
    expect(content()).toBe('registry_url: http://here:8080\naccess_token: token-for-here\n');
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.mcpjungle.conf']);
  });

  it('makes a file that others could read private', async () => {
    writeFileSync(file.path, 'registry_url: http://here:8080\n');
    chmodSync(file.path, 0o644);
    await file.store(HERE);
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
  });

  it('keeps other keys and comments', async () => {
    writeFileSync(file.path, '# mine\ncolour: green # yes\nnested:\n  a: [1, 2]\n');
    await file.store(HERE);
    expect(content()).toContain('# mine\ncolour: green # yes\nnested:\n  a: [ 1, 2 ]\n');
    expect(await file.read()).toMatchObject({ registryUrl: HERE.url, accessToken: HERE.accessToken });
  });

  it('keeps the token of another server, and takes it back', async () => {
    await file.store(HERE);
    await file.store(THERE);
    expect(await file.read()).toEqual({
      registryUrl: THERE.url,
      accessToken: THERE.accessToken,
      otherTokens: { [HERE.url]: HERE.accessToken },
    });
    await file.store(HERE);
    expect(await file.read()).toEqual({
      registryUrl: HERE.url,
      accessToken: HERE.accessToken,
      otherTokens: { [THERE.url]: THERE.accessToken },
    });
  });

  it('forgets the token of one server and no other', async () => {
    await file.store(HERE);
    await file.store(THERE);
    expect(await file.forget(HERE.url)).toBe(true);
    expect(await file.read()).toEqual({
      registryUrl: THERE.url,
      accessToken: THERE.accessToken,
      otherTokens: {},
    });
    expect(await file.forget(THERE.url)).toBe(true);
    expect(content()).toBe('registry_url: http://there:8080\n');
    expect(await file.forget(THERE.url)).toBe(false);
  });

  it('forgets a token that stands without an address', async () => {
    writeFileSync(file.path, 'access_token: some-old-token\n');
    expect(await file.forget('http://127.0.0.1:8080')).toBe(true);
    expect(content()).not.toContain('some-old-token');
  });

  it('is neither made nor changed when there is nothing to forget', async () => {
    expect(await file.forget(HERE.url)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(file.path, 'colour:   green\n');
    expect(await file.forget(HERE.url)).toBe(false);
    expect(content()).toBe('colour:   green\n');
  });

  it('takes lines that are appended, whatever it was before', async () => {
    writeFileSync(file.path, '# mine\n\naccess_token: some-old-token\n');
    await file.forget(HERE.url);
    expect(content()).toBe('# mine\n');
    writeFileSync(file.path, '{ registry_url: http://here:8080 }\n');
    await file.store(HERE);
    expect(content()).toBe('registry_url: http://here:8080\naccess_token: token-for-here\n');
  });

  it('follows a link to the real file', async () => {
    const real = join(folder, 'dotfiles.conf');
    writeFileSync(real, 'colour: green\n');
    symlinkSync(real, file.path);
    await file.store(HERE);
    expect(lstatSync(file.path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toContain('access_token: token-for-here');
  });

  it('makes the folder it lies in', async () => {
    file = new ConfigFile(join(folder, 'a', 'b', 'conf'));
    await file.store(HERE);
    expect((await file.read()).accessToken).toBe(HERE.accessToken);
  });

  it.each([
    ['is not YAML', () => writeFileSync(file.path, 'a: [1,\nb')],
    ['is a folder, not a file', () => mkdirSync(file.path)],
  ])('that %s is an error that names it, and is left alone', async (problem, spoil) => {
    spoil();
    await expect(file.read()).rejects.toThrow(file.path);
    await expect(file.read()).rejects.toThrow(problem);
    await expect(file.assertWritable()).rejects.toThrow(problem);
    await expect(file.store(HERE)).rejects.toThrow(problem);
  });

  it('says beforehand when it cannot be written', async () => {
    const occupied = join(folder, 'file');
    writeFileSync(occupied, '');
    file = new ConfigFile(join(occupied, 'conf'));
    await expect(file.assertWritable()).rejects.toThrow(`${file.path}: cannot be`);
  });

  it('is not touched by finding out whether it can be written', async () => {
    await file.assertWritable();
    expect(readdirSync(folder)).toEqual([]);
  });
});
