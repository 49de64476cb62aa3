/**
 * The server cannot start as it is configured, or with what it found where the configuration points. One line for
 * whoever starts it: what is wrong, where, what to do.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
