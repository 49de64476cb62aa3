/**
 * Plays the person before the gateway in one scenario: registers the suite's server, signs in wherever that leads,
 * calls a tool, signs in again when that is wanted, and deregisters. Run by the suite with the server's URL; the
 * gateway is GATEWAY_URL, its administrator's token GATEWAY_TOKEN. Plays the scenarios that SCENARIOS names.
 */
const { GATEWAY_URL, GATEWAY_TOKEN, REDIRECT_URI, SCENARIOS, MCP_CONFORMANCE_SCENARIO } = process.env;
const { client_id, client_secret } = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
/** An authorization server that is replaced by another one is met up to so many times. */
const ROUNDS = 3;

async function send(method, path, body) {
  const answer = await fetch(GATEWAY_URL + path, {
    method,
    headers: { authorization: `Bearer ${GATEWAY_TOKEN}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  console.log(`${method} ${path}: ${answer.status} ${text}`);
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

const wantsSignIn = ({ body }) => body.code === 'upstream_oauth_required';

/** As a browser is sent back by the authorization server, which asks nobody. */
async function signIn({ session_id, authorization_url }) {
  const answer = await fetch(authorization_url, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location'));
  const [code, state, iss] = ['code', 'state', 'iss'].map((name) => back.searchParams.get(name) ?? '');
  return send('POST', `/api/v0/upstream_oauth/sessions/${session_id}/complete`, { code, state, iss });
}

/** @param ask what may need somebody to sign in first */
async function settle(ask) {
  let answer;
  for (let round = 0; round < ROUNDS; round++) {
    answer = await ask();
    if (answer.status === 202) answer = await signIn(answer.body.authorization_required);
    if (!wantsSignIn(answer)) break;
  }
  if (answer.status >= 300) throw new Error(answer.body.error);
}

/** In the scenarios of client credentials nobody comes back from anywhere. */
function definition(name, url) {
  const actsForItself = MCP_CONFORMANCE_SCENARIO.startsWith('auth/client-credentials');
  return {
    name,
    transport: 'streamable_http',
    url,
    ...(client_id && { oauth_client_id: client_id, oauth_client_secret: client_secret }),
    ...(!actsForItself && { oauth_redirect_uri: REDIRECT_URI }),
  };
}

async function play(url) {
  const name = `suite-${process.pid}`;
  await settle(() => send('POST', '/api/v0/servers', definition(name, url)));
  try {
    const call = () => send('POST', '/api/v0/tools/call', { name: `${name}__test-tool`, arguments: {} });
    let answer = await call();
    for (let round = 0; round < ROUNDS && wantsSignIn(answer); round++) {
      await settle(() => send('POST', `/api/v0/servers/${name}/authorize`, {}));
      answer = await call();
    }
    if (answer.status !== 200) throw new Error(answer.body.error);
  } finally {
    await send('DELETE', `/api/v0/servers/${name}`);
  }
}

if (SCENARIOS.split(' ').includes(MCP_CONFORMANCE_SCENARIO)) await play(process.argv[2]);
