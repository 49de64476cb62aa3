import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Document } from 'yaml';
import { errorCode, FileError, fileProblem } from './errors.js';
import { readPlainSettings, settingsOf, type StoredSettings } from './stored-settings.js';

export interface Login {
  url: string;
  accessToken: string;
}

/** The document refuses to delete what is not there. */
function removeEntry(document: Document, url: string): void {
  if (document.hasIn(['servers', url])) document.deleteIn(['servers', url]);
}

function isEmptyMap(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'items' in node && String(node.items) === '';
}

/** In lines rather than braces, and nothing for an empty map: so that lines can be appended. */
function textOf(document: Document): string {
  const { contents } = document;
  if (isEmptyMap(contents))
    return String(document)
      .replace(/\s*\{\}\n$/, '\n')
      .trimStart();
  if (contents !== null && 'flow' in contents) contents.flow = false;
  return String(document);
}

/** `~/.mcpjungle.conf`: YAML, for its owner's eyes only. Keys we do not know, and comments, stay. */
export class ConfigFile {
  constructor(readonly path: string) {}

  static locate(env: NodeJS.ProcessEnv): ConfigFile {
    return new ConfigFile(env.MCPJUNGLE_CONFIG || join(homedir(), '.mcpjungle.conf'));
  }

  /** @throws FileError when the file is there and cannot be understood: it is never ignored */
  async read(): Promise<StoredSettings> {
    const text = await this.readText();
    return readPlainSettings(text) ?? settingsOf(await this.parse(text), this.path);
  }

  /** Makes this server and token the ones to use; another server's token moves to `servers`. */
  async store({ url, accessToken }: Login): Promise<void> {
    await this.change((document, { registryUrl, accessToken: old }) => {
      removeEntry(document, url);
      if (registryUrl !== undefined && registryUrl !== url && old !== undefined) {
        document.setIn(['servers', registryUrl, 'access_token'], old);
      }
      document.set('registry_url', url);
      document.set('access_token', accessToken);
    });
  }

  /** Removes the token for this server. @returns false when there was none, and nothing to write */
  async forget(url: string): Promise<boolean> {
    const { registryUrl = url, accessToken, otherTokens } = await this.read();
    const isCurrent = registryUrl === url && accessToken !== undefined;
    if (!isCurrent && otherTokens[url] === undefined) return false;
    await this.change((document) => {
      if (isCurrent) document.delete('access_token');
      removeEntry(document, url);
    });
    return true;
  }

  /** Finds out that the file can be written before something is done that cannot be done twice. */
  async assertWritable(): Promise<void> {
    await this.read();
    const probe = await this.temporaryFile('');
    await rm(probe, { force: true });
  }

  private async change(edit: (document: Document, settings: StoredSettings) => void): Promise<void> {
    const document = await this.parse(await this.readText());
    const settings = settingsOf(document, this.path);
    document.contents ??= document.createNode({});
    edit(document, settings);
    if (isEmptyMap(document.get('servers'))) document.delete('servers');
    await this.replace(textOf(document));
  }

  private async readText(): Promise<string> {
    return readFile(this.path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '';
      throw new FileError(this.path, `cannot be read: ${fileProblem(error)}`, { cause: error });
    });
  }

  private async parse(text: string): Promise<Document> {
    const { parseDocument } = await import('yaml');
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error)
      throw new FileError(this.path, `is not YAML: ${error.message.split('\n')[0]?.replace(/:$/, '')}`);
    return document;
  }

  /** Whoever reads meanwhile sees the old file or the new one, never a half. */
  private async replace(text: string): Promise<void> {
    const temporary = await this.temporaryFile(text);
    // A link to the real file, as in a folder of dotfiles, stays a link.
    const target = await realpath(this.path).catch(() => this.path);
    await rename(temporary, target).catch(async (error: unknown) => {
      await rm(temporary, { force: true });
      throw this.notWritable(error);
    });
  }

  private async temporaryFile(text: string): Promise<string> {
    const target = await realpath(this.path).catch(() => this.path);
    const temporary = `${target}.${process.pid}-${Date.now()}.tmp`;
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeFile(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
      await chmod(temporary, 0o600);
    } catch (error) {
      await rm(temporary, { force: true });
      throw this.notWritable(error);
    }
    return temporary;
  }

  private notWritable(error: unknown): FileError {
    return new FileError(this.path, `cannot be written: ${fileProblem(error)}`, { cause: error });
  }
}
