import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ToolGroupsModule } from '../tool-groups/tool-groups.module.js';
import { UpstreamAuthModule } from '../upstream-auth/upstream-auth.module.js';
import { EraBridge } from './bridge/era-bridge.js';
import { LegacyToModern } from './bridge/legacy-to-modern.js';
import { ModernRelay } from './bridge/modern-relay.js';
import { ModernToLegacy } from './bridge/modern-to-legacy.js';
import { CallRunner } from './codecs/legacy-http/call-runner.js';
import { CallsInFlight } from './codecs/legacy-http/calls-in-flight.js';
import { ClientMessages } from './codecs/legacy-http/client-messages.js';
import { GetHandler } from './codecs/legacy-http/get-handler.js';
import { Initialize } from './codecs/legacy-http/initialize.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
import { ListAnnouncer } from './codecs/legacy-http/list-announcer.js';
import { PostHandler } from './codecs/legacy-http/post-handler.js';
import { SessionEndings } from './codecs/legacy-http/session-endings.js';
import { HandedMessages } from './codecs/legacy-sse/handed-messages.js';
import { LegacySse } from './codecs/legacy-sse/legacy-sse.js';
import { MessageHandler } from './codecs/legacy-sse/message-handler.js';
import { SseConnections } from './codecs/legacy-sse/sse-connections.js';
import { SseSessions } from './codecs/legacy-sse/sse-sessions.js';
import { ListenStreams } from './codecs/modern-http/listen/listen-streams.js';
import { TopicFinder } from './codecs/modern-http/listen/topic-finder.js';
import { TopicWatches } from './codecs/modern-http/listen/topic-watches.js';
import { ModernCalls } from './codecs/modern-http/modern-calls.js';
import { ModernHttp } from './codecs/modern-http/modern-http.js';
import { RequestHandler } from './codecs/modern-http/request-handler.js';
import { CallReports } from './core/call-reports.js';
import { Cursors } from './core/cursors.js';
import { Finders } from './core/finders.js';
import { GatewayCore } from './core/gateway-core.js';
import { Lists } from './core/lists.js';
import { Relay } from './core/relay.js';
import { SeenLinks } from './core/seen-links.js';
import { CallGauges } from './gauges/call-gauges.js';
import { StreamGauges } from './gauges/stream-gauges.js';
import { KeepAlive } from './keep-alive.js';
import { ViewChanges } from './lists/view-changes.js';
import { McpEndpoints } from './mcp-endpoints.js';
import { Parking } from './parking/parking.js';
import { RequestStates } from './parking/request-states.js';
import { CallsController } from './rest/calls.controller.js';
import { RestAnswers } from './rest/rest-answers.js';
import { SearchController } from './rest/search.controller.js';
import { RestCalls } from './rest/rest-calls.js';
import { SearchMode } from './search/search-mode.js';
import { KeptUpstreamSessions } from './sessions/kept-upstream-sessions.js';
import { McpSessionsRepository } from './sessions/mcp-sessions.repository.js';
import { Questions } from './sessions/questions.js';
import { Resumption } from './sessions/resumption.js';
import { SessionDeletions } from './sessions/session-deletions.js';
import { SessionIds } from './sessions/session-ids.js';
import { SessionLinks } from './sessions/session-links.js';
import { SessionMethods } from './sessions/session-methods.js';
import { SessionStates } from './sessions/session-states.js';
import { SessionStreams } from './sessions/session-streams.js';
import { Sessions } from './sessions/sessions.js';
import { StreamLimit } from './stream-limit.js';
import { Subscriptions } from './sessions/subscriptions.js';
import { Invitations } from './sign-in/invitations.js';
import { SignInQuestions } from './sign-in/sign-in-questions.js';
import { TaskBook } from './tasks/task-book.js';
import { TaskIds } from './tasks/task-ids.js';
import { TaskList } from './tasks/task-list.js';
import { Tasks } from './tasks/tasks.js';

@Module({
  imports: [PolicyModule, ToolGroupsModule, UpstreamAuthModule],
  controllers: [CallsController, SearchController],
  providers: [
    McpEndpoints,
    GatewayCore,
    CallReports,
    Lists,
    SearchMode,
    Cursors,
    Relay,
    SeenLinks,
    TaskIds,
    TaskBook,
    Tasks,
    TaskList,
    Finders,
    EraBridge,
    Invitations,
    SignInQuestions,
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
    KeptUpstreamSessions,
    SessionDeletions,
    Resumption,
    KeepAlive,
    StreamLimit,
    CallsInFlight,
    SessionStreams,
    SessionEndings,
    ListAnnouncer,
    Initialize,
    GetHandler,
    ClientMessages,
    CallRunner,
    PostHandler,
    LegacyHttp,
    SseConnections,
    SseSessions,
    MessageHandler,
    HandedMessages,
    LegacySse,
    ViewChanges,
    TopicFinder,
    TopicWatches,
    ListenStreams,
    ModernCalls,
    RequestHandler,
    ModernHttp,
    RestCalls,
    RestAnswers,
    StreamGauges,
    CallGauges,
  ],
})
export class GatewayModule {}
