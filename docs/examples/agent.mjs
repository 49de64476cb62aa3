// A minimal MCP client: lists the tools it may use at the gateway and calls one.
// Usage: node docs/examples/agent.mjs <token>
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const token = process.argv[2];
const url = `${process.env.MCPJUNGLE_REGISTRY ?? 'http://127.0.0.1:8080'}/mcp`;
const headers = { authorization: `Bearer ${token}` };

const agent = new Client({ name: 'example-agent', version: '1.0.0' });
await agent.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));

const { tools } = await agent.listTools();
console.log(`${tools.length} tools: ${tools.map((tool) => tool.name).join(', ')}`);

const call = { name: 'everything__echo', arguments: { message: 'hello from an agent' } };
await agent.callTool(call).then(
  (result) => console.log(`${call.name}: ${result.content[0].text}`),
  (error) => console.log(`${call.name}: ${error.message}`),
);

await agent.close();
