/** Why a placeholder somewhere in a document cannot be replaced. */
export interface PlaceholderProblem {
  /** For example `headers.X-Key` or `allowed_servers[1]`. */
  field: string;
  problem: string;
  /** The variable that is not set, when that is all. */
  unset?: string;
}

export interface Filled {
  /** The document; texts with a problem are as they were. */
  value: unknown;
  problems: PlaceholderProblem[];
}

/** Variables by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Replaces `${VAR}` in every string of a JSON value, at any depth; keys stay as they are. `$VAR` is left
 * alone, `$${` is a literal `${`. Unset variables and empty, unclosed or malformed placeholders are problems.
 */
export function fillPlaceholders(document: unknown, env: Environment): Filled {
  const problems: PlaceholderProblem[] = [];
  const fill = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return fillText(value, env, (found) => problems.push({ field, ...found }));
    if (Array.isArray(value)) return value.map((item, index) => fill(item, `${field}[${index}]`));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fill(item, field === '' ? key : `${field}.${key}`)]),
    );
  };
  return { value: fill(document, ''), problems };
}

/** Writes a text so that `fillPlaceholders` gives it back. */
export function escapePlaceholders(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function fillText(
  text: string,
  env: Environment,
  report: (found: Omit<PlaceholderProblem, 'field'>) => void,
): string {
  // One pass from the left, so that what a variable holds is never taken for a placeholder itself.
  return text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (match, name: string | undefined, brace: string) => {
    if (name === undefined) return '${';
    const value = env[name];
    if (brace === '') report({ problem: `the placeholder "${match}" is not closed` });
    else if (name === '') report({ problem: 'the placeholder "${}" is empty' });
    else if (!VARIABLE_NAME.test(name)) report({ problem: `"${match}" does not name a variable` });
    else if (value === undefined) {
      report({ problem: `the environment variable ${name} is not set`, unset: name });
    }
    return value ?? match;
  });
}
