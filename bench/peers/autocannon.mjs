// The load generator where wrk is not installed.
// Usage: node autocannon.mjs '{"url", "sessions", "body", "id", "connections", "seconds", "perSecond"}'; prints the figures as JSON.
import autocannon from 'autocannon';

const { url, sessions, body, id, connections, seconds, perSecond } = JSON.parse(process.argv[2]);
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  method: 'POST',
  ...(perSecond !== undefined && { overallRate: Math.round(perSecond) }),
  idReplacement: true,
  requests: sessions.map((headers) => ({ headers, body: body.replace(id, '"[<id>]"') })),
});

console.log(
  JSON.stringify({
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.errors + result.non2xx + result.timeouts,
  }),
);
