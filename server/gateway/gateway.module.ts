import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { EraBridge } from './bridge/era-bridge.js';
import { LegacyToModern } from './bridge/legacy-to-modern.js';
import { ModernRelay } from './bridge/modern-relay.js';
import { ModernToLegacy } from './bridge/modern-to-legacy.js';
import { CallsInFlight } from './codecs/legacy-http/calls-in-flight.js';
import { ClientMessages } from './codecs/legacy-http/client-messages.js';
import { GetHandler } from './codecs/legacy-http/get-handler.js';
import { Initialize } from './codecs/legacy-http/initialize.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
import { ListAnnouncer } from './codecs/legacy-http/list-announcer.js';
import { PostHandler } from './codecs/legacy-http/post-handler.js';
import { SessionEndings } from './codecs/legacy-http/session-endings.js';
import { ListenStreams } from './codecs/modern-http/listen/listen-streams.js';
import { ResourceWatches } from './codecs/modern-http/listen/resource-watches.js';
import { ModernCalls } from './codecs/modern-http/modern-calls.js';
import { ModernHttp } from './codecs/modern-http/modern-http.js';
import { RequestHandler } from './codecs/modern-http/request-handler.js';
import { Cursors } from './core/cursors.js';
import { GatewayCore } from './core/gateway-core.js';
import { Lists } from './core/lists.js';
import { Relay } from './core/relay.js';
import { KeepAlive } from './keep-alive.js';
import { ViewChanges } from './lists/view-changes.js';
import { McpController } from './mcp.controller.js';
import { Parking } from './parking/parking.js';
import { RequestStates } from './parking/request-states.js';
import { CallsController } from './rest/calls.controller.js';
import { RestAnswers } from './rest/rest-answers.js';
import { RestCalls } from './rest/rest-calls.js';
import { McpSessionsRepository } from './sessions/mcp-sessions.repository.js';
import { Questions } from './sessions/questions.js';
import { Resumption } from './sessions/resumption.js';
import { SessionIds } from './sessions/session-ids.js';
import { SessionLinks } from './sessions/session-links.js';
import { SessionMethods } from './sessions/session-methods.js';
import { SessionStates } from './sessions/session-states.js';
import { SessionStreams } from './sessions/session-streams.js';
import { Sessions } from './sessions/sessions.js';
import { Subscriptions } from './sessions/subscriptions.js';

@Module({
  imports: [PolicyModule],
  controllers: [McpController, CallsController],
  providers: [
    GatewayCore,
    Lists,
    Cursors,
    Relay,
    EraBridge,
    ModernToLegacy,
    ModernRelay,
    LegacyToModern,
    Parking,
    RequestStates,
    SessionIds,
    Sessions,
    Questions,
    SessionLinks,
    SessionMethods,
    Subscriptions,
    McpSessionsRepository,
    SessionStates,
    Resumption,
    KeepAlive,
    CallsInFlight,
    SessionStreams,
    SessionEndings,
    ListAnnouncer,
    Initialize,
    GetHandler,
    ClientMessages,
    PostHandler,
    LegacyHttp,
    ViewChanges,
    ResourceWatches,
    ListenStreams,
    ModernCalls,
    RequestHandler,
    ModernHttp,
    RestCalls,
    RestAnswers,
  ],
})
export class GatewayModule {}
