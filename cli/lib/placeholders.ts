/** Where in a document a placeholder cannot be replaced, and why. */
export class PlaceholderError extends Error {
  constructor(
    /** For example `headers.X-Key` or `allowed_servers[1]`. */
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`);
  }
}

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Replaces `${VAR}` in every string of a JSON value, at any depth; keys stay as they are. `$VAR` is left
 * alone, `$${` is a literal `${`.
 * @throws PlaceholderError for an unset variable and an empty, unclosed or malformed placeholder
 */
export function replacePlaceholders(value: unknown, env: NodeJS.ProcessEnv, field = ''): unknown {
  if (typeof value === 'string') return replaceInText(value, env, field);
  if (Array.isArray(value)) {
    return value.map((item, index) => replacePlaceholders(item, env, `${field}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      replacePlaceholders(item, env, field === '' ? key : `${field}.${key}`),
    ]),
  );
}

function replaceInText(text: string, env: NodeJS.ProcessEnv, field: string): string {
  // One pass from the left, so that what a variable holds is never taken for a placeholder itself.
  return text.replace(/\$\$\{|\$\{([^}]*)(\}?)/g, (match, name: string | undefined, brace: string) => {
    if (name === undefined) return '${';
    const variable = env[name];
    if (brace === '') throw new PlaceholderError(field, `the placeholder "${match}" is not closed`);
    if (name === '') throw new PlaceholderError(field, 'the placeholder "${}" is empty');
    if (!VARIABLE_NAME.test(name)) throw new PlaceholderError(field, `"${match}" does not name a variable`);
    if (variable === undefined) {
      throw new PlaceholderError(field, `the environment variable ${name} is not set`);
    }
    return variable;
  });
}
