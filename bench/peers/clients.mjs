// Clients that are there to be killed: each has a session, its stream, and a call that nobody answers.
// Usage: node clients.mjs '{"url", "token", "count", "tool"}'; tells the parent process when all of them wait.
import { Client } from '../lib/raw-client.mjs';

const { url, token, count, tool } = JSON.parse(process.argv[2]);
process.on('disconnect', () => process.exit()); // the harness is gone

await Promise.all(
  Array.from({ length: count }, async () => {
    const client = await Client.open(url, token);
    await client.listen();
    // It ends with this process.
    void client.call(tool).catch(() => {});
  }),
);
process.send({ waiting: count });
