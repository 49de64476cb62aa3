import { TestApp } from '../support/test-app.js';
import type { Era } from './cells.js';
import { startFixture } from './start-fixture.js';

/** Puts the gateway in front of fixtures of the given eras. @returns where the one of an era is then reached */
export async function startGateway(eras: readonly Era[]): Promise<(era: Era) => string> {
  const gateway = await TestApp.start();
  await Promise.all(
    eras.map(async (era) => register(gateway.url, { name: era, url: await startFixture(era) })),
  );
  // The endpoint of one server: its names and URIs appear there as they are.
  return (era) => `${gateway.url}/v0/servers/${era}/mcp`;
}

async function register(gatewayUrl: string, server: { name: string; url: string }): Promise<void> {
  const answer = await fetch(`${gatewayUrl}/api/v0/servers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ transport: 'streamable_http', ...server }),
  });
  if (!answer.ok)
    throw new Error(`registering the fixture answered ${answer.status}: ${await answer.text()}`);
}
