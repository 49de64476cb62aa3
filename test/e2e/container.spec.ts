import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ValidationSeverity, validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { allSteps, type BuiltStage, DOCKERFILE, FolderBuild, stages } from '../support/dockerfile.js';
import { freePort } from '../support/ports.js';
import { Program } from '../support/program.js';
import { temporaryFolder } from '../support/temp.js';

/** The last value of an instruction that counts in an image of this target. */
const last = (target: string, keyword: string) =>
  allSteps(target)
    .filter((step) => step.keyword === keyword)
    .at(-1)?.text ?? '';

describe('the Dockerfile', () => {
  it('passes the linter', () => {
    expect(validate(DOCKERFILE, { instructionWorkdirRelative: ValidationSeverity.ERROR })).toEqual([]);
  });

  it('builds `gateway` when no target is named', () => {
    expect([...stages().keys()]).toEqual(['build', 'runtime', 'stdio', 'gateway']);
  });

  describe.each(['gateway', 'stdio'])('target %s', (target) => {
    it('runs as a user without rights, on a Node.js in support', () => {
      expect(last(target, 'USER')).toBe('node');
      expect(stages().get('runtime')?.base).toMatch(/^node:24-.*slim$/);
    });

    it('holds no build tools', () => {
      const installed = allSteps(target).filter(
        ({ keyword, text }) => keyword === 'RUN' && text.includes('apt-get'),
      );
      for (const { text } of installed) expect(text).not.toMatch(/python3|make|g\+\+/);
    });

    it('says how it is, where it listens and what it keeps', () => {
      expect(last(target, 'HEALTHCHECK')).toContain('/health');
      expect(last(target, 'ENV')).toContain('HOST=0.0.0.0');
      expect([last(target, 'EXPOSE'), last(target, 'VOLUME'), last(target, 'CMD')]).toEqual([
        '8080',
        '/data',
        '["start"]',
      ]);
    });
  });

  it('gives `stdio` npx and uvx', () => {
    expect(
      allSteps('stdio')
        .map(({ text }) => text)
        .join('\n'),
    ).toContain('/uvx');
  });
});

describe('its steps, done in folders', () => {
  let image: BuiltStage;

  beforeAll(() => {
    image = new FolderBuild(buildContext()).build('gateway');
  }, 300_000);

  it('leave what runs, without specs, sources and development tools', () => {
    const app = image.resolve('/app');
    expect(readdirSync(app).sort()).toEqual([
      'cli',
      'dist',
      'node_modules',
      'oclif.manifest.json',
      'package.json',
    ]);
    for (const tool of ['jest', 'typescript', 'oclif', 'esbuild', 'autocannon']) {
      expect(existsSync(join(app, 'node_modules', tool))).toBe(false);
    }
    expect(
      readdirSync(join(app, 'dist'), { recursive: true }).filter((name) => /\.spec\./.test(String(name))),
    ).toEqual([]);
  });

  it('start, are healthy and end on SIGTERM', async () => {
    const [entrypoint = ''] = JSON.parse(last('gateway', 'ENTRYPOINT')) as string[];
    const env = { ...BARE_ENV, ...image.env, PORT: String(await freePort()) };
    const program = new Program(image.resolve(`/usr/local/bin/${entrypoint}`), ['start'], {
      cwd: image.resolve('/data'),
      env,
    });
    await program.waitForOutput(/\/mcp/);
    const [command = '', ...args] = JSON.parse(
      /\[.*\]/.exec(last('gateway', 'HEALTHCHECK'))?.[0] ?? '[]',
    ) as string[];
    execFileSync(command, args, { env });
    expect(readdirSync(image.resolve('/data'))).toContain('mcpjungle.db');
    expect(await program.stop()).toBe(0);
    expect(() => execFileSync(command, args, { env, stdio: 'ignore' })).toThrow();
  });
});

describe('the compose file', () => {
  const compose = parse(readFileSync(`${CHECKOUT}/deploy/compose.yaml`, 'utf8'));
  const { mcpjungle, mysql } = compose.services;

  it('refuses to start without a key and a password', () => {
    expect(mcpjungle.environment.SECRET_KEY).toMatch(/^\$\{SECRET_KEY:\?/);
    expect(mysql.environment.MYSQL_PASSWORD).toMatch(/^\$\{MYSQL_PASSWORD:\?/);
  });

  it('builds a target that exists and waits for the database', () => {
    expect([...stages().keys()]).toContain(mcpjungle.build.target);
    expect(mcpjungle.depends_on).toEqual({ mysql: { condition: 'service_healthy' } });
    expect(mysql.environment.MYSQL_DATABASE).toBe(mcpjungle.environment.MYSQL_DB);
    expect(Object.keys(compose.volumes)).toEqual(['mysql']);
  });

  it('leaves calls their time to end', () => {
    expect(parseInt(mcpjungle.stop_grace_period as string, 10)).toBeGreaterThan(30);
  });
});

/** The files that `.dockerignore` lets through: it names what to keep, and what of it not. */
function buildContext(): string {
  const context = temporaryFolder();
  const lines = readFileSync(`${CHECKOUT}/.dockerignore`, 'utf8').split('\n');
  for (const name of lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))) {
    cpSync(join(CHECKOUT, name), join(context, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.spec.ts'),
    });
  }
  return context;
}
