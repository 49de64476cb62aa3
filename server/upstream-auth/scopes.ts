/** The scopes that a `scope` parameter names (RFC 6749, section 3.3). */
export function scopesIn(parameter: string | null | undefined): string[] {
  return (parameter ?? '').split(' ').filter((scope) => scope !== '');
}

export function covers(given: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((scope) => given.includes(scope));
}
