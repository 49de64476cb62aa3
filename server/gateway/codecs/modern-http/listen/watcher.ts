import type { CatalogServer } from '../../../../registry/catalog.js';
import { eraOf, LATEST_LEGACY_REVISION } from '../../../../upstream/protocol-revisions.js';
import { QuestionRefused } from '../../../../upstream/question-refused.js';
import type { Caller, SessionChannel } from '../../../../upstream/upstream.js';
import { JsonRpcCode } from '../../../../wire/wire-error.js';
import { SERVER_INFO } from '../../../core/handshake.js';

export interface WatcherOptions {
  readonly principalKey: string;
  readonly server: CatalogServer;
  readonly affinity: string;
  readonly notify: SessionChannel['notify'];
  readonly missed: SessionChannel['missed'];
}

/** A principal as servers get to know it that tell of changes: it asks nothing else of them. */
export function watcher({ principalKey, server, affinity, notify, missed }: WatcherOptions): Caller {
  return {
    principalKey,
    era: 'modern',
    affinity,
    capabilities: '{}',
    clientInfo: JSON.stringify(SERVER_INFO),
    protocolVersion:
      eraOf(server.protocolVersion) === 'modern' ? server.protocolVersion : LATEST_LEGACY_REVISION,
    channel: {
      notify,
      missed,
      asking: () => () => Promise.reject(new QuestionRefused('Method not found', JsonRpcCode.methodNotFound)),
    },
  };
}

/** One session, or stream, at each server for all that listens for a principal. */
export function affinityOf(principalKey: string): string {
  return `listen:${principalKey}`;
}
