import { Injectable } from '@nestjs/common';
import type { CatalogView } from '../../policy/policy.js';
import { followsTask } from '../tasks/task-methods.js';
import { Tasks } from '../tasks/tasks.js';
import {
  addressOfResource,
  type FindAddress,
  promptAddress,
  referenceAddress,
  toolAddress,
} from './address.js';
import type { Call } from './call.js';
import { SeenLinks } from './seen-links.js';

const BY_METHOD: ReadonlyMap<string, FindAddress> = new Map([
  ['tools/call', toolAddress],
  ['prompts/get', promptAddress],
  ['completion/complete', referenceAddress],
]);

/** For requests that are answered by the server that has what is asked for: how to find it. */
@Injectable()
export class Finders {
  constructor(
    private readonly links: SeenLinks,
    private readonly tasks: Tasks,
  ) {}

  /** @returns undefined for what no one server is asked */
  of(call: Call, view: CatalogView): FindAddress | undefined {
    const { request, principal } = call;
    if (request.method === 'resources/read') {
      return addressOfResource((uri) => this.links.find(principal.key, uri));
    }
    return BY_METHOD.get(request.method!) ?? (followsTask(call, view) ? this.tasks.finder(call) : undefined);
  }
}
