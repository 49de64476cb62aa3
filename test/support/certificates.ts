import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temp.js';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** A certificate authority that lives as long as the test file. */
export class Authority {
  readonly certificateFile: string;
  private readonly folder = temporaryFolder();
  private readonly keyFile: string;

  constructor() {
    this.certificateFile = join(this.folder, 'ca.pem');
    this.keyFile = join(this.folder, 'ca.key');
    this.openssl('req', '-x509', ...KEY, '-subj', '/CN=Test authority', '-days', '2', {
      '-keyout': this.keyFile,
      '-out': this.certificateFile,
    });
  }

  /** Writes `server.pem` and `server.key` into the folder. @param names for example `IP:127.0.0.1,DNS:localhost` */
  issue(folder: string, names: string): void {
    const request = join(this.folder, 'server.csr');
    const extensions = join(this.folder, 'server.ext');
    writeFileSync(extensions, `subjectAltName=${names}\n`);
    this.openssl('req', ...KEY, '-subj', '/CN=server', {
      '-keyout': join(folder, 'server.key'),
      '-out': request,
    });
    this.openssl('x509', '-req', '-days', '2', '-CAcreateserial', {
      '-in': request,
      '-CA': this.certificateFile,
      '-CAkey': this.keyFile,
      '-extfile': extensions,
      '-out': join(folder, 'server.pem'),
    });
  }

  private openssl(...args: (string | Record<string, string>)[]): void {
    const flat = args.flatMap((arg) => (typeof arg === 'string' ? [arg] : Object.entries(arg).flat()));
    execFileSync('openssl', flat, { stdio: 'pipe' });
  }
}
