import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './config/load-config.js';
import { createApp } from './create-app.js';
import { describeApi } from './api-document/api-document.js';

/** Writes the API document to the file that is named, `api/openapi.json` if none is. Only the build has it whole. */
const [file = 'api/openapi.json'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'mcpjungle-openapi-'));
try {
  const app = await createApp({ config: loadConfig({ env: { LOG_LEVEL: 'warn' }, cwd: folder }) });
  writeFileSync(file, `${JSON.stringify(describeApi(app), null, 2)}\n`);
  await app.close();
} finally {
  rmSync(folder, { recursive: true });
}
