import { setTimeout as delay } from 'node:timers/promises';
import { CommandNotAllowedError } from '../../common/errors.js';
import type { Message } from '../../wire/message.js';
import { discover } from '../discovery.js';
import { envelopeParams } from '../envelope.js';
import { isModernGreeting, isModernRefusal } from '../era-evidence.js';
import { gatewayCaller } from '../gateway-caller.js';
import { asker } from '../listing.js';
import { serverInfoOf } from '../modern-http/modern-discovery.js';
import { type Era, LATEST_LEGACY_REVISION, LATEST_MODERN_REVISION } from '../protocol-revisions.js';
import { UpstreamFailure } from '../upstream-failure.js';
import type { Discovery, StdioTarget } from '../upstream.js';
import { StdioPeer, type StdioSettings } from './stdio-peer.js';
import type { StdioSession } from './stdio-session.js';

/** After so long a program that is silent is asked in the words of the legacy era too. */
const PROBE_MS = 10_000;

const MODERN = gatewayCaller(LATEST_MODERN_REVISION);
const LEGACY = gatewayCaller(LATEST_LEGACY_REVISION);

interface Introduction {
  readonly session: StdioSession;
  /** What the server said of itself. */
  readonly greeting: Message;
  readonly era: Era;
}

/**
 * Reads all that a program offers, in a process that is ended afterwards. Its era is found out where its
 * definition does not say it.
 * @throws CommandNotAllowedError, UpstreamError, UpstreamTimeoutError
 */
export async function discoverOverStdio(target: StdioTarget, settings: StdioSettings): Promise<Discovery> {
  const peer = new StdioPeer(target, settings);
  const probe = new StdioProbe(peer);
  try {
    const { session, greeting, era } = await probe.introduce();
    const ask = asker(({ method, params, timeoutMs }) => {
      const sent = era === 'modern' ? envelopeParams(MODERN, params) : params;
      return session.ask(method, sent, timeoutMs);
    }, target.connectTimeoutMs);
    const offer = await discover({ greeting, ask }, { maxBytes: settings.maxBodyBytes });
    if (era === 'legacy') return offer;
    return { ...offer, protocolVersion: MODERN.protocolVersion, serverInfo: serverInfoOf(greeting) };
  } catch (error) {
    throw error instanceof CommandNotAllowedError ? error : peer.failures.translate(error);
  } finally {
    await probe.end();
  }
}

/**
 * Finds out which era a program speaks: it is asked `server/discover` first (2026-07-28, server/discover). One
 * that ends because of that is started again for `initialize`; one that stays silent, since it ignores what it
 * does not know or is still starting, is sent `initialize` as well, and its first answer counts.
 */
class StdioProbe {
  private readonly sessions: StdioSession[] = [];

  constructor(private readonly peer: StdioPeer) {}

  async introduce(): Promise<Introduction> {
    const { protocol, connectTimeoutMs } = this.peer.target;
    const probeMs = Math.min(connectTimeoutMs, PROBE_MS);
    const session = this.open();
    if (protocol === 'legacy') return this.legacy(session);
    // Its answer may come when `initialize` has been sent.
    const timeoutMs = protocol === 'modern' ? connectTimeoutMs : probeMs + connectTimeoutMs;
    const asked = session.ask('server/discover', envelopeParams(MODERN), timeoutMs);
    if (protocol === 'modern') return pinned(session, await asked);
    // Its failure is looked at below, or does not matter any more.
    asked.catch(() => {});
    const silence = new AbortController();
    const answer = await Promise.race([
      asked.catch(() => undefined),
      delay(probeMs, undefined, { signal: silence.signal }),
    ]);
    silence.abort();
    if (answer) return isModern(answer) ? modern(session, answer) : this.legacy(session);
    if (session.lost) return this.legacy(this.open());
    const late = lateGreeting(session, asked);
    // A program that handles both at once may refuse the second before it answers the first.
    const legacy = this.legacy(session).catch(async (error: unknown) => {
      await asked.catch(() => {});
      throw error;
    });
    return Promise.race([late, legacy]);
  }

  async end(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.end()));
  }

  private async legacy(session: StdioSession): Promise<Introduction> {
    return { session, greeting: await this.peer.shakeHands(session, LEGACY), era: 'legacy' };
  }

  private open(): StdioSession {
    const process = this.peer.start();
    const session = this.peer.talk({ process, caller: LEGACY, era: 'legacy', onListChanged: () => {} });
    this.sessions.push(session);
    return session;
  }
}

function modern(session: StdioSession, greeting: Message): Introduction {
  return { session, greeting, era: 'modern' };
}

/** @throws UpstreamFailure when the answer is an error of the modern era, of a server that speaks no other */
function isModern(answer: Message): boolean {
  isModernRefusal(answer);
  return isModernGreeting(answer);
}

function pinned(session: StdioSession, answer: Message): Introduction {
  if (isModern(answer)) return modern(session, answer);
  throw new UpstreamFailure('does not speak MCP without sessions (protocol: modern)');
}

/** Settles only when the program turns out to be modern. */
function lateGreeting(session: StdioSession, asked: Promise<Message>): Promise<Introduction> {
  return new Promise((resolve) => {
    asked.then(
      (answer) => {
        if (isModernGreeting(answer)) resolve(modern(session, answer));
      },
      () => {},
    );
  });
}
