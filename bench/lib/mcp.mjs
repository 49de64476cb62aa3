const PROTOCOL_VERSION = '2025-11-25';

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/**
 * Opens a legacy session as a client does.
 * @returns the headers that its later requests carry
 */
export async function openSession(url, token) {
  const headers = { ...HEADERS, ...(token && { authorization: `Bearer ${token}` }) };
  const params = {
    protocolVersion: PROTOCOL_VERSION,
    capabilities: {},
    clientInfo: { name: 'bench', version: '1.0.0' },
  };
  const answer = await post(url, headers, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const sessionId = answer.headers.get('mcp-session-id');
  Object.assign(headers, {
    'mcp-protocol-version': PROTOCOL_VERSION,
    ...(sessionId && { 'mcp-session-id': sessionId }),
  });
  await post(url, headers, { jsonrpc: '2.0', method: 'notifications/initialized' });
  return headers;
}

/** @returns the message of a small `tools/call` */
export function toolCall(name, id) {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: { message: 'hello' } } };
}

/** Sends one message. @throws when the answer is not a success */
export async function post(url, headers, message) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
