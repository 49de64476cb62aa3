import type { Exchange } from '../../exchange.js';
import type { Session } from '../../sessions/session.js';
import type { Sessions } from '../../sessions/sessions.js';
import { sessionIdOf } from './header-rules.js';
import { Refusal, TransportCode } from '../http/refusal.js';

/** @throws Refusal 400 without an id, 404 for one that opens no session of this principal on this endpoint */
export function requireSession(sessions: Sessions, exchange: Exchange): { id: string; session: Session } {
  const id = sessionIdOf(exchange.headers);
  const session = sessions.find(id, exchange);
  if (!session) throw notFound();
  return { id, session };
}

/**
 * Waits for what is stored of a session that is new to this process.
 * @throws Refusal 404 when that is its end
 */
export async function restored(session: Session): Promise<void> {
  await session.restoring;
  if (session.hasEnded) throw notFound();
}

function notFound(): Refusal {
  return new Refusal(404, 'Session not found', { code: TransportCode.sessionNotFound });
}
