import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { temporaryFolder } from '../../../test/support/temp.js';
import { fileName, saveContent } from './save-content.js';

const CONTENT = {
  base64: Buffer.from('bytes').toString('base64'),
  origin: 'a__b.image',
  mimeType: 'image/png',
};

describe('saving content', () => {
  it('writes the bytes under a new name each time', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a__b.png'), 'mine');
    expect(await saveContent(folder, CONTENT)).toBe(join(folder, 'a__b-2.png'));
    expect(await saveContent(folder, CONTENT)).toBe(join(folder, 'a__b-3.png'));
    expect(readFileSync(join(folder, 'a__b.png'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'a__b-3.png'), 'utf8')).toBe('bytes');
  });

  it('makes the folder', async () => {
    const folder = join(temporaryFolder(), 'new', 'folder');
    await saveContent(folder, CONTENT);
    expect(readdirSync(folder)).toEqual(['a__b.png']);
  });

  it('says when it cannot', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(saveContent(file, CONTENT)).rejects.toThrow(
      'cannot be written to: a part of the path is a file',
    );
  });

  it.each([
    ['a__b.image', 'image/png', 'a__b.png'],
    ['a__b.audio', 'audio/mpeg; rate=1', 'a__b.mp3'],
    ['file:///tmp/Report.PDF', undefined, 'Report.PDF'],
    ['https://h/a/b.tar?x=1#y', '', 'b.tar'],
    ['../../etc/passwd', 'text/plain', 'passwd.txt'],
    ['..\\..\\boot.ini', undefined, 'boot.ini'],
    ['.bashrc', 'text/plain', 'bashrc.txt'],
    ['demo://resource/7', 'application/octet-stream', '7.bin'],
    ['-rf', 'image/x-evil;', 'rf.bin'],
    ['///', undefined, 'content.bin'],
  ])('%s of type %s is called %s', (origin, mimeType, expected) => {
    expect(fileName(origin, mimeType).join('.')).toBe(expected);
  });

  it('never leaves the folder, whatever an upstream says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.option(fc.string()), (origin, mimeType) => {
        const name = fileName(origin, mimeType ?? undefined).join('.');
        expect(basename(name)).toBe(name);
        expect(name).toMatch(/^[A-Za-z0-9][\w.-]*\.[A-Za-z0-9]+$/);
      }),
    );
  });
});
