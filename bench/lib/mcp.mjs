const LEGACY = '2025-11-25';
const MODERN = '2026-07-28';

const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};
const CLIENT = { name: 'bench', version: '1.0.0' };
const PREFIX = 'io.modelcontextprotocol';

/**
 * Opens a legacy session as a client does.
 * @returns the headers that its later requests carry
 */
export async function openSession(url, token) {
  const headers = { ...HEADERS, ...bearer(token) };
  const params = { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT };
  const answer = await post(url, headers, { jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const sessionId = answer.headers.get('mcp-session-id');
  await answer.arrayBuffer();
  Object.assign(headers, {
    'mcp-protocol-version': LEGACY,
    ...(sessionId && { 'mcp-session-id': sessionId }),
  });
  await (await post(url, headers, { jsonrpc: '2.0', method: 'notifications/initialized' })).arrayBuffer();
  return headers;
}

/** A request of the legacy era, with the sessions that take turns in sending it. */
export async function legacyRequest({ url, token, sessions, method, params, id }) {
  return {
    sessions: await Promise.all(Array.from({ length: sessions }, () => openSession(url, token))),
    message: { jsonrpc: '2.0', id, method, params },
  };
}

/** The same of the modern era: without sessions, everything in every request. */
export function modernRequest({ token, method, params, id }) {
  const _meta = {
    [`${PREFIX}/protocolVersion`]: MODERN,
    [`${PREFIX}/clientCapabilities`]: {},
    [`${PREFIX}/clientInfo`]: CLIENT,
  };
  const headers = {
    ...HEADERS,
    ...bearer(token),
    'mcp-protocol-version': MODERN,
    'mcp-method': method,
    ...(params.name && { 'mcp-name': params.name }),
  };
  return { sessions: [headers], message: { jsonrpc: '2.0', id, method, params: { _meta, ...params } } };
}

/** Parameters of a small `tools/call`. */
export function echo(name) {
  return { name, arguments: { message: 'hello' } };
}

/** Sends one message. @throws when the answer is not a success */
export async function post(url, headers, message) {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(message) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}

function bearer(token) {
  return token ? { authorization: `Bearer ${token}` } : {};
}
