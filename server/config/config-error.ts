/** The configuration cannot be used. One line: the variable, what it got, what it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
