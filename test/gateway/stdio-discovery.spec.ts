import { Logger } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import type { StdioTarget } from '../../server/upstream/upstream.js';
import { FIXTURE } from '../conformance/start-fixture.js';
import { program } from './support/stdio/programs.js';
import { newPool } from './support/upstream-user.js';

// What programs say is of no interest here.
Logger.overrideLogger(false);

const BASE: Omit<StdioTarget, 'command' | 'args'> = {
  name: 'program',
  transport: 'stdio',
  env: {},
  sessionMode: 'stateless',
  protocol: 'auto',
  callTimeoutMs: 5000,
  connectTimeoutMs: 5000,
};
const discover = (target: Partial<StdioTarget> & Pick<StdioTarget, 'command' | 'args'>) =>
  newPool().discover({ ...BASE, ...target });
const fixture = (era: string) => ({ command: process.execPath, args: [FIXTURE, '--stdio', '--era', era] });

describe('the era of a program', () => {
  it.each([
    ['refuses what it does not know', program()],
    ['ends because of what it does not know', program({ onEarly: 'exits' })],
    ['ignores what it does not know', { ...program({ onEarly: 'is silent' }), connectTimeoutMs: 3000 }],
    ['is of both and pinned', { ...fixture('dual'), protocol: 'legacy' as const }],
  ])('is legacy where it %s', async (_, target) => {
    const found = await discover(target);
    expect(found.protocolVersion).toBe('2025-11-25');
    expect(found.tools.length).toBeGreaterThan(5);
  });

  it.each([
    ['says so', fixture('modern')],
    ['is of both', fixture('dual')],
    ['is pinned', { ...fixture('modern'), protocol: 'modern' as const }],
  ])('is modern where it %s', async (_, target) => {
    const found = await discover(target);
    expect(found.protocolVersion).toBe('2026-07-28');
    expect(found.tools.length).toBeGreaterThan(5);
    expect(JSON.parse(found.serverInfo)).toHaveProperty('name');
  });

  it('is modern where it starts more slowly than the question waits', async () => {
    const script = `setTimeout(() => import(process.argv.splice(1, 1)[0]), 3500)`;
    const args = ['-e', script, FIXTURE, '--stdio', '--era', 'modern'];
    const found = await discover({ command: process.execPath, args, connectTimeoutMs: 3000 });
    expect(found.protocolVersion).toBe('2026-07-28');
  });

  it('that is pinned wrongly is refused', async () => {
    await expect(discover({ ...program(), protocol: 'modern' })).rejects.toThrow(
      'MCP server "program": does not speak MCP without sessions (protocol: modern)',
    );
  });
});
