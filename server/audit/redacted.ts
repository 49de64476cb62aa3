import type { ReportedArguments } from '../events/call-report.js';
import { scrub } from '../logging/scrub.js';

/** What one entry holds of arguments at most, in characters of JSON. */
const MAX_LENGTH = 4_096;
const MAX_TEXT_LENGTH = 500;
const MAX_DEPTH = 32;
const MASK = '***';
/** Ends of the names of fields that are never shown, without case, `-` and `_`: `apiKey`, `db_password`. */
const SECRET =
  /(?:password|passwd|passphrase|passcode|pwd|secrets?|token|apikey|accesskey|privatekey|secretkey|credentials?|authorization|cookie)$/;
/** Text, which is passed over, or a number that may have more digits than JavaScript keeps. */
const TEXT_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]{15,}/g;

/** What is kept of arguments: secrets masked, long text cut; of too much only how much it was. */
export function redacted({ text, bytes, redact }: ReportedArguments): unknown {
  const omitted = { omitted_bytes: bytes };
  if (text === undefined) return omitted;
  const kept = new Redaction(redact).of(parsed(text));
  return JSON.stringify(kept).length <= MAX_LENGTH ? kept : omitted;
}

/** Long numbers become text, digit by digit as they were. */
function parsed(text: string): unknown {
  return JSON.parse(text.replace(TEXT_OR_LONG_NUMBER, (part) => (part[0] === '"' ? part : `"${part}"`)));
}

class Redaction {
  private readonly names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.names = new Set(names.map(plain));
  }

  of(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return shortened(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === MAX_DEPTH) return '…';
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        shortened(name),
        this.isSecret(name) ? MASK : this.of(item, depth + 1),
      ]),
    );
  }

  private isSecret(name: string): boolean {
    const bare = plain(name);
    return this.names.has(bare) || SECRET.test(bare);
  }
}

/** A name as names are compared. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** Scrubbed before it is cut: half a secret looks like none. */
function shortened(text: string): string {
  const clean = scrub(text);
  const excess = clean.length - MAX_TEXT_LENGTH;
  return excess > 0 ? `${clean.slice(0, MAX_TEXT_LENGTH)}… (${excess} more characters)` : clean;
}
