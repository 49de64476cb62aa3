import { Injectable } from '@nestjs/common';
import type { CatalogView } from '../../policy/policy.js';
import type { CatalogServer } from '../../registry/catalog.js';
import { taskSupport } from '../../registry/task-support.js';
import { Upstreams } from '../../registry/upstreams.js';
import { Cancellation } from '../../upstream/cancellation.js';
import { request } from '../../wire/build-message.js';
import { elements, members, stringValue } from '../../wire/members.js';
import type { Message } from '../../wire/message.js';
import { rewriteObject } from '../../wire/rewrite-object.js';
import { decided } from '../bridge/decided.js';
import type { Call, Reply } from '../core/call.js';
import { Cursors } from '../core/cursors.js';
import { TaskBook } from './task-book.js';
import { Tasks } from './tasks.js';

const METHOD = 'tasks/list';
/** A server that has not answered by then is left out. */
const MAX_WAIT_MS = 5000;

/** Servers by id, and where each of them is to go on. */
type Places = Readonly<Record<string, string>>;

/** What one server listed: JSON text of each task. */
interface Page {
  readonly server: CatalogServer;
  readonly tasks: readonly string[];
  readonly next: string | undefined;
}

/** Puts together what servers say of a client's tasks; those of others, which they may list too, are left out. */
@Injectable()
export class TaskList {
  constructor(
    private readonly tasks: Tasks,
    private readonly book: TaskBook,
    private readonly upstreams: Upstreams,
    private readonly cursors: Cursors,
  ) {}

  /** @throws InvalidParamsError for a cursor that was not made here for this client, and what all servers fail with */
  async answer(call: Call, view: CatalogView): Promise<Reply> {
    const cursor = this.cursors.open(call);
    const places = cursor === undefined ? this.beginnings(call) : (JSON.parse(cursor) as Places);
    const servers = view.servers.filter(
      (server) => places[server.id] !== undefined && taskSupport(server)?.list,
    );
    const pages = await this.pages(call, servers, places);
    const next = pages.flatMap(({ server, next: place }) =>
      place === undefined ? [] : [[server.id, place] as const],
    );
    const text = pages.flatMap(({ tasks }) => tasks).join(',');
    if (next.length === 0) return { kind: 'own', result: [Buffer.from(`{"tasks":[${text}]}`)] };
    const sealed = JSON.stringify(this.cursors.seal(call, JSON.stringify(Object.fromEntries(next))));
    return { kind: 'own', result: [Buffer.from(`{"tasks":[${text}],"nextCursor":${sealed}}`)] };
  }

  /** Only servers are asked where the client has tasks. */
  private beginnings({ principal }: Call): Places {
    return Object.fromEntries(this.book.of(principal.key).map(({ serverId }) => [serverId, '']));
  }

  private async pages(call: Call, servers: readonly CatalogServer[], places: Places): Promise<Page[]> {
    const cancellations = servers.map(() => new Cancellation());
    const { cancellation } = call;
    const giveUp = (reason: Error) => cancellations.forEach((each) => each.cancel(reason));
    cancellation.listen(() => giveUp(cancellation.reason!));
    const timer = setTimeout(giveUp, MAX_WAIT_MS, new Error(`no answer to ${METHOD}`));
    const outcomes = await Promise.allSettled(
      servers.map((server, index) =>
        this.page(call, server, { cursor: places[server.id]!, cancellation: cancellations[index]! }),
      ),
    );
    clearTimeout(timer);
    cancellation.listen(undefined);
    if (cancellation.reason) throw cancellation.reason;
    const failed = outcomes.find(({ status }) => status === 'rejected');
    const pages = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    if (failed && pages.length === 0) throw (failed as PromiseRejectedResult).reason;
    return pages;
  }

  private async page(
    call: Call,
    server: CatalogServer,
    { cursor, cancellation }: { cursor: string; cancellation: Cancellation },
  ): Promise<Page> {
    const { caller, upstreamId: id, traceHeaders } = call;
    const params = cursor === '' ? '{}' : JSON.stringify({ cursor });
    const answer = await this.upstreams.forServer(server).request({
      caller,
      method: METHOD,
      body: request(id, METHOD, params),
      id,
      traceHeaders,
      cancellation,
      onNotification: () => {},
      onQuestion: (question, withdrawal) => call.channel.ask(question, withdrawal),
    });
    return decided(server.name, () => this.read(call, server, answer));
  }

  private read(call: Call, server: CatalogServer, { kind, bytes, members: result }: Message): Page {
    const [span, cursor] = kind === 'result' ? [result.get('tasks'), result.get('nextCursor')] : [];
    const tasks = ((span && elements(bytes, span)) ?? []).flatMap((element) => {
      const idSpan = members(bytes, element).get('taskId');
      const task = idSpan && stringValue(bytes, idSpan);
      const known = task === undefined ? undefined : this.tasks.find(call, { serverId: server.id, task });
      return known ? [rewriteObject(bytes, element, new Map([['taskId', JSON.stringify(known.id)]]))] : [];
    });
    return { server, tasks, next: cursor && stringValue(bytes, cursor) };
  }
}
