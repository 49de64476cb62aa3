/** A URI that is encoded more often than this is decoded by nobody. */
const MAX_DECODINGS = 3;
/** Longer ones are compared as they are: no server gives a resource such a name. */
const MAX_LENGTH = 8192;
const HAS_SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const AUTHORITY = /^[^/?#]*:\/\/[^/?#]*/;
/** Nothing in it can be read in two ways. */
const IS_PLAIN = /^(?!file:\/\/[^/])[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/**
 * What servers may take a URI for, itself first: dot segments removed, percent-encoding undone, scheme and host in
 * lower case (RFC 3986, 6.2.2), and what file servers do besides: slashes doubled or turned round, `localhost`.
 * For denials: what one of the readings matches is denied. A text that is no URI is read as it is.
 */
export function readingsOf(uri: string): readonly string[] {
  if (!HAS_SCHEME.test(uri) || IS_PLAIN.test(uri) || uri.length > MAX_LENGTH) return [uri];
  const readings = new Set([uri]);
  let text = uri;
  for (let i = 0; i <= MAX_DECODINGS; i++) {
    readings.add(text);
    for (const reading of normalised(text)) readings.add(reading).add(decoded(reading));
    const next = decoded(text);
    if (next === text) break;
    text = next;
  }
  return [...readings];
}

/** One reading, equal for URIs that mean the same: nothing is left encoded, nothing left out. */
export function plainest(uri: string): string {
  if (!HAS_SCHEME.test(uri) || IS_PLAIN.test(uri) || uri.length > MAX_LENGTH) return uri;
  let text = uri;
  for (let i = 0; i < MAX_DECODINGS; i++) text = decoded(text);
  return decoded(normalised(text)[0] ?? text);
}

/** Whole first, then without what servers of files do not look at. */
function normalised(text: string): string[] {
  const slashed = text.replaceAll('\\', '/');
  if (!URL.canParse(slashed)) return [];
  const url = new URL(slashed);
  url.pathname = url.pathname.replace(/\/{2,}/g, '/');
  const whole = url.href;
  url.hash = '';
  const withoutHash = url.href;
  url.search = '';
  const readings = [whole, withoutHash, url.href];
  if (url.protocol === 'file:') {
    url.host = '';
    readings.push(url.href);
  }
  // The parser does so for schemes that it knows.
  return readings.map((reading) => reading.replace(AUTHORITY, (start) => start.toLowerCase()));
}

/** Each escape for itself: one that is broken does not keep the others. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    const bytes = Buffer.from(escapes.replaceAll('%', ''), 'hex');
    return bytes.toString('utf8');
  });
}
