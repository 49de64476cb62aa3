import { Injectable } from '@nestjs/common';
import { Sealer } from '../../secrets/sealer.js';
import { openSealed } from '../sealed-text.js';
import type { SessionClaims } from './session.js';

const PURPOSE = { label: 'session', context: 'mcp' };
/** Longer ids do not fit into what proxies allow for a header. */
const MAX_LENGTH = 2047;
/** The capabilities that the specification names, and their members that change what a server may do. */
const STANDARD: Readonly<Record<string, readonly string[]>> = {
  roots: ['listChanged'],
  sampling: ['context', 'tools'],
  elicitation: ['form', 'url'],
};
const INFO_LIMITS: Readonly<Record<string, number>> = { name: 100, version: 40 };

/** Session ids: sealed, so that any process of ours can read them and nobody else can make one. */
@Injectable()
export class SessionIds {
  constructor(private readonly sealer: Sealer) {}

  /** @returns visible ASCII, shorter than 2,048 characters, and the claims it holds: what did not fit is cut */
  issue(claims: SessionClaims): { id: string; claims: SessionClaims } {
    const id = this.sealer.seal(JSON.stringify(claims), PURPOSE);
    return id.length <= MAX_LENGTH ? { id, claims } : this.issue(shortened(claims));
  }

  /** @returns undefined when the id was not made here, or changed since */
  read(id: string): SessionClaims | undefined {
    if (id.length > MAX_LENGTH) return undefined;
    const claims = openSealed(this.sealer, id, PURPOSE);
    return claims === undefined ? undefined : (JSON.parse(claims) as SessionClaims);
  }
}

function shortened(claims: SessionClaims): SessionClaims {
  return {
    ...claims,
    capabilities: standardOnly(claims.capabilities),
    clientInfo: Object.fromEntries(
      Object.entries(INFO_LIMITS).map(([key, limit]) => [key, text(claims.clientInfo[key]).slice(0, limit)]),
    ),
  };
}

function standardOnly(capabilities: SessionClaims['capabilities']) {
  const kept = Object.entries(STANDARD)
    .filter(([name]) => isObject(capabilities[name]))
    .map(([name, members]) => [name, pick(capabilities[name] as object, members)]);
  return Object.fromEntries(kept) as SessionClaims['capabilities'];
}

/** Members as flags or empty objects: their presence is what counts. */
function pick(from: object, members: readonly string[]) {
  const present = Object.entries(from).filter(([key]) => members.includes(key));
  return Object.fromEntries(present.map(([key, value]) => [key, typeof value === 'boolean' ? value : {}]));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const text = (value: unknown) => (typeof value === 'string' ? value : '');
