import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CatalogServer } from '../../registry/catalog.js';
import { SignInRequiredError } from '../../upstream/sign-in-required.js';
import { readMessage } from '../../wire/read-message.js';
import type { Edit } from '../../wire/splice.js';
import { withoutMembers } from '../../wire/without-members.js';
import type { Call, Reply } from '../core/call.js';
import { CallError } from '../core/call-error.js';
import { inputResponses } from '../parking/input-responses.js';
import { Invitations } from './invitations.js';

/** By which revisions before 2026-07-28 say that a page must be visited first (2025-11-25, client/elicitation). */
const URL_ELICITATION_REQUIRED = -32042;
/** Of the gateway's own question: no upstream may see its answer. */
const KEY = 'mcpjungle_sign_in';
const MAY_ASK = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Asks callers to sign in who have no account of their own yet at a server where everyone has one. */
@Injectable()
export class SignInQuestions {
  constructor(private readonly invitations: Invitations) {}

  /**
   * @returns what asks the client, where its era has a result for that
   * @throws CallError that asks, or the error itself, with the URL where there is one
   */
  async ask(error: unknown, call: Call, server: CatalogServer): Promise<Reply> {
    const isPersonal = server.target.transport !== 'stdio' && server.target.auth === 'per_user';
    if (!(error instanceof SignInRequiredError) || !isPersonal) throw error;
    const { isStepUp, scope } = error.challenge;
    const url = await this.invitations.urlFor(call.principal, server, scope);
    if (url === undefined) {
      const reason = `everyone has their own secret there, and you have set none that is accepted: PUT /api/v0/servers/${server.name}/credential`;
      throw new SignInRequiredError(server.name, reason, { isKnown: true });
    }
    const message = isStepUp
      ? `Sign in again to let more of "${server.name}" be used with your own account.`
      : `Sign in to use "${server.name}" with your own account.`;
    const { caller, request } = call;
    const canVisit = visitsPages(caller.capabilities);
    if (canVisit && caller.era === 'modern' && MAY_ASK.has(request.method!)) {
      return { kind: 'relayed', server, message: question(call.upstreamId, { message, url }) };
    }
    if (canVisit && caller.era === 'legacy') {
      const elicitations = [{ mode: 'url', elicitationId: randomUUID(), url, message }];
      throw new CallError(URL_ELICITATION_REQUIRED, message, { elicitations });
    }
    const why = isStepUp ? error.reason : 'everyone signs in there for themselves, and you have not yet';
    const reason = `${why}: open ${url} and call again`;
    throw new SignInRequiredError(server.name, reason, { isKnown: true });
  }
}

/** Takes the answer to the gateway's own question out of a request that is made again. */
export function withoutOwnAnswer({ request }: Call): Edit[] {
  if (!inputResponses(request).some(([key]) => key === KEY)) return [];
  return withoutMembers(request.bytes, request.payload!, new Set(['inputResponses']));
}

function question(id: string, { message, url }: { message: string; url: string }) {
  const params = { mode: 'url', message, url };
  const inputRequests = { [KEY]: { method: 'elicitation/create', params } };
  const result = JSON.stringify({ resultType: 'input_required', inputRequests });
  return readMessage(Buffer.from(`{"jsonrpc":"2.0","id":${id},"result":${result}}`));
}

/** @param capabilities JSON text */
function visitsPages(capabilities: string): boolean {
  const { elicitation } = JSON.parse(capabilities) as { elicitation?: { url?: unknown } };
  return elicitation?.url !== undefined;
}
