import { Injectable } from '@nestjs/common';
import { InvalidError } from '../../common/errors.js';
import { Holders, SHARED } from '../../upstream-auth/holders.js';
import { PendingSignIns } from '../../upstream-auth/pending-sign-ins.js';
import { confirmation, page } from './callback-page.js';
import { ServerSignIns } from './server-sign-ins.service.js';

/** As it came: nobody has looked at it. */
export type CallbackQuery = Readonly<Record<string, unknown>>;

const MAX_LENGTH = 4096;

/** Completes sign-ins whose browsers come back to this server. */
@Injectable()
export class Callback {
  constructor(
    private readonly signIns: ServerSignIns,
    private readonly pending: PendingSignIns,
    private readonly holders: Holders,
  ) {}

  /** @throws InvalidError, and what completing throws */
  async answer(query: CallbackQuery): Promise<{ status: number; html: string }> {
    const [code, state, iss, error, confirmed] = ['code', 'state', 'iss', 'error', 'confirmed'].map((name) =>
      textOf(query[name]),
    );
    if (state === undefined) throw new InvalidError('this address is where signing in at an MCP server ends');
    const found = await this.pending.find({ state });
    if (!found)
      throw new InvalidError('no sign-in of this kind is under way, or it took too long; begin anew');
    if (found.holder !== SHARED && confirmed === undefined && error === undefined) {
      // Whoever was sent a link of somebody else's would lend them their account.
      const name = this.holders.nameOf(found.holder) ?? 'the one user of this server';
      const text = `MCP server "${found.server}" will be used by the mcpjungle user "${name}" with the account you have just signed in with. Is that you?`;
      return { status: 200, html: page('Is this you?', text, confirmation({ code, state, iss })) };
    }
    const { server } = await this.signIns.complete({ state }, { code, iss: iss ?? '', error });
    const text = `MCP server "${server.name}" can be used now. You can close this page.`;
    return { status: 200, html: page('Signed in', text) };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_LENGTH ? value : undefined;
}
