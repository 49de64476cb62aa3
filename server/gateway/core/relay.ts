import { Injectable } from '@nestjs/common';
import type { CatalogItem, CatalogServer } from '../../registry/catalog.js';
import type { Cancellation } from '../../upstream/cancellation.js';
import { eraOf } from '../../upstream/protocol-revisions.js';
import type { UpstreamRequest } from '../../upstream/upstream.js';
import type { CallTrace, TraceContext } from '../../tracing/call-trace.js';
import type { Message } from '../../wire/message.js';
import { type Edit, splice } from '../../wire/splice.js';
import { decided } from '../bridge/decided.js';
import { EraBridge } from '../bridge/era-bridge.js';
import { SignInQuestions, withoutOwnAnswer } from '../sign-in/sign-in-questions.js';
import type { TaskTranslation } from '../tasks/task-translation.js';
import { TASK_STATUS } from '../tasks/task-words.js';
import { Tasks } from '../tasks/tasks.js';
import { taskless } from '../tasks/taskless.js';
import type { Address } from './address.js';
import type { Call, Reply } from './call.js';
import { readdressed } from './contents.js';
import { SeenLinks } from './seen-links.js';
import { withTraceContext, withTraceHeaders } from './trace-context.js';
import { failureVerdict, verdictOf } from './verdict.js';

/** Sends a call to the server of the item it asks for; only the item's name, and a taken id, are written anew. */
@Injectable()
export class Relay {
  constructor(
    private readonly bridge: EraBridge,
    private readonly links: SeenLinks,
    private readonly tasks: Tasks,
    private readonly signInQuestions: SignInQuestions,
  ) {}

  /** @throws UpstreamError, UpstreamTimeoutError, or the reason of the call's cancellation */
  forward(call: Call, address: Address, trace?: CallTrace): Promise<Reply> {
    return trace ? this.traced(call, address, trace) : this.relay(call, address);
  }

  private async traced(call: Call, address: Address, trace: CallTrace): Promise<Reply> {
    const { server, kind, canonical } = address.item;
    const leg = trace.toServer({ kind, server: server.name, name: canonical });
    try {
      const reply = await this.relay(call, address, leg.context);
      leg.end({ errorType: verdictOf(reply).errorCode });
      return reply;
    } catch (error) {
      leg.end({ errorType: failureVerdict(call, error).errorCode });
      throw error;
    }
  }

  private async relay(call: Call, address: Address, context?: TraceContext): Promise<Reply> {
    const { server } = address.item;
    const translation = this.tasks.translation(call, server);
    const request = new RelayedRequest(call, address, { translation, context });
    let answer: Message;
    try {
      answer = await this.bridge.send(call, request, server);
    } catch (error) {
      return this.signInQuestions.ask(error, call, server);
    }
    const message = inClientsWords(answer, { call, address, translation });
    if (message.kind === 'result' && !isResource(address.item)) {
      this.links.note(call.principal.key, server, message);
    }
    return { kind: 'relayed', server, message };
  }
}

/** How a call goes to its server, and what comes back. */
interface Passage {
  readonly call: Call;
  readonly address: Address;
  /** Undefined where nothing is said of tasks. */
  readonly translation: TaskTranslation | undefined;
}

function inClientsWords(message: Message, { call, address, translation }: Passage): Message {
  if (isResource(address.item)) return readdressed(message, address);
  if (!translation || address.item.kind !== 'tool') return message;
  return decided(address.item.server.name, () => translation.reply(message, call.request, address));
}

interface Handling {
  /** Of a call whose answer may be a task. */
  readonly translation: TaskTranslation | undefined;
  /** Where the server is to think it is; undefined where the client's word is passed on. */
  readonly context: TraceContext | undefined;
}

/** A call in its upstream's own names. */
class RelayedRequest implements UpstreamRequest {
  readonly caller: UpstreamRequest['caller'];
  readonly method: string;
  readonly body: Buffer;
  readonly id: string;
  readonly traceHeaders: UpstreamRequest['traceHeaders'];
  readonly itemName: string;
  readonly tool: CatalogItem | undefined;
  readonly cancellation: Cancellation;
  private readonly translation: TaskTranslation | undefined;

  constructor(
    private readonly call: Call,
    address: Address,
    { translation, context }: Handling,
  ) {
    const { item, meant } = address;
    this.id = idAt(call, item.server);
    this.translation = translation;
    this.caller = translation?.callerOf(call, address) ?? call.caller;
    this.method = call.request.method!;
    const body = addressed(call.request, { id: this.id, address }, [
      ...(translation ? [] : taskless(call, item.server)),
      ...withoutOwnAnswer(call),
    ]);
    this.body = context ? withTraceContext(body, context) : body;
    this.traceHeaders = context ? withTraceHeaders(call.traceHeaders, context) : call.traceHeaders;
    this.itemName = meant;
    this.tool = item.kind === 'tool' ? item : undefined;
    this.cancellation = call.cancellation;
  }

  onNotification(message: Message): void | Promise<void> {
    const heard = this.translation ? this.translation.heard(message) : message;
    if (!heard || (!this.translation && heard.method === TASK_STATUS)) return;
    return this.call.channel.notify(heard);
  }

  async onQuestion(question: Message, withdrawal: Cancellation): Promise<Message> {
    const { translation } = this;
    if (!translation) return this.call.channel.ask(question, withdrawal);
    return translation.toServer(await this.call.channel.ask(translation.toClient(question), withdrawal));
  }
}

function isResource({ kind }: CatalogItem): boolean {
  return kind === 'resource' || kind === 'resource_template';
}

/**
 * By which the server gets to know a request. A modern one answers over HTTP on the request's own response, so that
 * the client's id will do, whoever else uses it.
 */
function idAt({ caller, request, upstreamId }: Call, { transport, protocolVersion }: CatalogServer): string {
  const isAlone = transport === 'streamable_http' && eraOf(protocolVersion) === 'modern';
  return isAlone && caller.era === 'modern' ? request.id! : upstreamId;
}

/** @param edits beside those of the item's name and the id */
function addressed(
  request: Message,
  { id, address }: { id: string; address: Address },
  edits: Edit[],
): Buffer {
  const { span, asked, meant } = address;
  if (asked !== meant) edits.push({ ...span, text: JSON.stringify(meant) });
  if (request.id !== id) edits.push({ ...request.idSpan!, text: id });
  if (edits.length === 0) return request.bytes;
  return splice(
    request.bytes,
    edits.sort((a, b) => a.start - b.start),
  );
}
