/** Gives each secret an environment variable of its own: `GITHUB_BEARER_TOKEN`, `GITHUB_HEADERS_X_API_KEY`. */
export class VariableNames {
  private readonly names = new Set<string>();

  /** In the order they were given. */
  get given(): string[] {
    return [...this.names];
  }

  /** @param path what the secret belongs to, the field, and perhaps the key within it */
  give(path: readonly string[]): string {
    const plain = path
      .join('_')
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_');
    const name = /^[0-9]/.test(plain) ? `_${plain}` : plain;
    let free = name;
    // `a-b` and `a_b` would share a variable, and with it a secret.
    for (let count = 2; this.names.has(free); count++) free = `${name}_${count}`;
    this.names.add(free);
    return free;
  }
}
