import { beforeAll, describe, expect, it } from '@jest/globals';
import { startSseUpstream } from '../gateway/support/sse-upstream.js';
import { program } from '../gateway/support/stdio/programs.js';
import { eventually } from '../support/eventually.js';
import { TestApp } from '../support/test-app.js';

const OPEN =
  /^MCP server "\w+": its last 5 calls failed, and it is not called again before (\d{4}-\S*Z); the last one said: /;

describe('the circuit breaker', () => {
  let app: TestApp;

  const call = (name: string) => app.post('/api/v0/tools/call', { body: { name } });

  beforeAll(async () => {
    app = await TestApp.start();
  });

  /** Fails five times, is refused, and is called again when its second is over. */
  async function expectToOpen(failing: string, answering: string): Promise<void> {
    for (let i = 0; i < 5; i++) await call(failing).expect(502);
    const { body } = await call(answering).expect(502);
    const error = (body as { error: string }).error;
    expect(error).toMatch(OPEN);
    const leftMs = Date.parse(OPEN.exec(error)![1]!) - Date.now();
    expect(leftMs).toBeLessThanOrEqual(1000);
    await eventually(async () => void (await call(answering).expect(200)), 20_000);
    await call(answering).expect(200);
  }

  it('opens for a program that ends in its calls', async () => {
    const body = { name: 'crashing', transport: 'stdio', ...program() };
    await app.post('/api/v0/servers', { body }).expect(201);
    await expectToOpen('crashing__crash', 'crashing__pid');
  });

  it('opens for a server of HTTP+SSE that ends its streams', async () => {
    const { url } = await startSseUpstream({
      script: (received, stream) => {
        const { method, params } = received.rpc;
        const tools = ['cut', 'act'].map((name) => ({ name, inputSchema: { type: 'object' } }));
        if (params?.name === 'cut') return stream.response.destroy();
        return stream.result(received, method === 'tools/list' ? { tools } : { content: [] });
      },
    });
    const body = { name: 'cutting', transport: 'sse', url };
    await app.post('/api/v0/servers', { body }).expect(201);
    await expectToOpen('cutting__cut', 'cutting__act');
  });
});
