const BEARER = /^Bearer +(\S+) *$/i;

/** @returns the token of an `Authorization: Bearer` header; undefined for anything else */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}
