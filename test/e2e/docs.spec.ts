import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { BARE_ENV, CHECKOUT } from '../support/checkout.js';
import { Person } from '../support/cli-process.js';
import { succeed } from '../support/deployment.js';
import { documents, relativeLinks, type ShellBlock, shellBlocks } from '../support/documents.js';
import { freePort } from '../support/ports.js';
import { Program } from '../support/program.js';

/** What blocks tagged `elsewhere` may call, and why it does not run here. */
const ELSEWHERE: Record<string, string> = {
  docker: 'there is no engine where the tests run; container.spec.ts does what the Dockerfile says',
  sqlite3: 'its command line is not installed everywhere',
  'npm run check': 'it would run this test',
  BENCH_COMPARE_TOKEN: 'another gateway would have to run here',
  'npx mcpjungle register --conf':
    'its program would be downloaded; stdio-clients.spec.ts registers such files',
  'npx mcpjungle --registry': 'the server it talks to is such a container',
  'npx mcpjungle register --name files':
    'its server is on the internet; e2e/sign-in does the same with one here',
  'curl -H "Authorization: Bearer $METRICS_TOKEN"': 'metrics/endpoint.spec.ts and a real Prometheus ask',
};

/** Ports that the documents name; tests use free ones in their place. */
const PORTS = [8080, 3001];

describe.each(documents().filter((name) => shellBlocks(name).length > 0))('%s', (document) => {
  const reader = new Person({ cwd: CHECKOUT });
  const outputs: string[] = [];
  const tokens = new Map<string, string>();
  const ports = new Map<number, number>();

  beforeAll(async () => {
    for (const port of PORTS) ports.set(port, await freePort());
  });

  /** The block as a reader would paste it, in a place where it disturbs nobody. */
  const prepared = (block: ShellBlock) =>
    block.text
      .replaceAll(/<the token of (\w+)>/g, (_, name: string) => tokens.get(name) ?? `no-token-of-${name}`)
      .replaceAll(/\b(8080|3001)\b/g, (port) => String(ports.get(Number(port))));

  const environment = () => ({
    PORT: String(ports.get(8080)),
    SQLITE_DB_PATH: join(reader.home, 'mcpjungle.db'),
    MCPJUNGLE_REGISTRY: `http://127.0.0.1:${ports.get(8080)}`,
  });

  const actions: Record<ShellBlock['kind'], (block: ShellBlock) => Promise<void>> = {
    run: async (block) => {
      // Variables that a block exports are there in the next one, as in one terminal.
      const remember = 'export -p > "$HOME/exported"';
      const recall = '[ ! -f "$HOME/exported" ] || . "$HOME/exported"';
      const { stdout } = await succeed(
        reader.types(`${recall}\n${prepared(block)}\n${remember}`, environment()),
      );
      outputs.push(stdout);
      const names = [...block.text.matchAll(/create mcp-client (\w+)/g)].map((match) => match[1] ?? '');
      const created = [...stdout.matchAll(/mcpj_c_[\w-]{43}/g)].map((match) => match[0]);
      names.forEach((name, i) => tokens.set(name, created[i] ?? ''));
    },
    background: async (block) => {
      const env = { ...BARE_ENV, HOME: reader.home, ...environment() };
      const program = new Program('bash', ['-c', prepared(block)], { cwd: CHECKOUT, env });
      await listening(ports.get(block.text.includes('3001') ? 3001 : 8080) ?? 0, program);
    },
    elsewhere: async (block) => {
      await succeed(reader.types(`bash -n <<'BLOCK'\n${block.text}BLOCK`));
      for (const line of block.text
        .trim()
        .split('\n')
        .filter((text) => !text.startsWith('export '))) {
        expect(Object.keys(ELSEWHERE).find((start) => line.startsWith(start))).toBeDefined();
      }
    },
  };

  it.each(shellBlocks(document))('$kind: line $line', async (block) => actions[block.kind](block));

  if (document === 'README.md') {
    it('leads to two agents with different rights', () => {
      const [builder, guest] = outputs.find((text) => text.includes('tools:'))?.split(/^(?=0 tools)/m) ?? [];
      expect(builder).toMatch(/tools: .*everything__echo/);
      expect(builder).toContain('everything__echo: Echo: hello from an agent');
      expect(guest).toMatch(/^0 tools:/);
      expect(guest).not.toContain('Echo:');
    });
  }
});

it.each(documents())('the links of %s lead somewhere', (document) => {
  const folder = dirname(join(CHECKOUT, document));
  expect(relativeLinks(document).filter((link) => !existsSync(join(folder, link)))).toEqual([]);
});

/** Waits until somebody listens on the port. @throws with the program's output when it ends before */
async function listening(port: number, program: Program): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!(await connects(port))) {
    if (!program.running || Date.now() > deadline) throw new Error(program.output);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
