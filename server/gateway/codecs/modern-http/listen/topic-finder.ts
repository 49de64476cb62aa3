import { Injectable } from '@nestjs/common';
import { IdentityDirectory } from '../../../../auth/identity-directory.js';
import { type CatalogView, Policy } from '../../../../policy/policy.js';
import type { Topic } from '../../../../upstream/topics.js';
import { type Located, locateResource } from '../../../core/address.js';
import { UnknownItemError, UnknownTaskError } from '../../../core/call-error.js';
import { Tasks } from '../../../tasks/tasks.js';
import type { ListenCall } from './listen-stream.js';

/** Finds what clients name when they listen. */
@Injectable()
export class TopicFinder {
  constructor(
    private readonly policy: Policy,
    private readonly identities: IdentityDirectory,
    private readonly tasks: Tasks,
  ) {}

  /** What the client may reach now, whatever that was when it came. */
  viewOf({ principal, scope }: ListenCall): CatalogView {
    return this.policy.view(this.identities.principalByKey(principal.key) ?? principal, scope);
  }

  /** @returns undefined when the client has no such task, or the view no such resource */
  locate(call: ListenCall, { kind, id }: Topic, view = this.viewOf(call)): Located | undefined {
    return kind === 'task' ? this.tasks.locate(call, id) : locateResource(view, id);
  }

  /** @throws UnknownItemError, UnknownTaskError where {@link locate} returns undefined */
  find(call: ListenCall, topic: Topic, view: CatalogView): Located {
    const found = this.locate(call, topic, view);
    if (found) return found;
    throw topic.kind === 'task' ? new UnknownTaskError(topic.id) : new UnknownItemError('resource', topic.id);
  }
}
