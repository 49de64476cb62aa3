import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { CallsInFlight } from './codecs/legacy-http/calls-in-flight.js';
import { Initialize } from './codecs/legacy-http/initialize.js';
import { LegacyHttp } from './codecs/legacy-http/legacy-http.js';
import { ListAnnouncer } from './codecs/legacy-http/list-announcer.js';
import { PostHandler } from './codecs/legacy-http/post-handler.js';
import { SessionEndings } from './codecs/legacy-http/session-endings.js';
import { SessionStreams } from './codecs/legacy-http/session-streams.js';
import { ModernCalls } from './codecs/modern-http/modern-calls.js';
import { ModernHttp } from './codecs/modern-http/modern-http.js';
import { RequestHandler } from './codecs/modern-http/request-handler.js';
import { GatewayCore } from './core/gateway-core.js';
import { Relay } from './core/relay.js';
import { KeepAlive } from './keep-alive.js';
import { McpController } from './mcp.controller.js';
import { CallsController } from './rest/calls.controller.js';
import { RestAnswers } from './rest/rest-answers.js';
import { RestCalls } from './rest/rest-calls.js';
import { SessionIds } from './sessions/session-ids.js';
import { Sessions } from './sessions/sessions.js';

@Module({
  imports: [PolicyModule],
  controllers: [McpController, CallsController],
  providers: [
    GatewayCore,
    Relay,
    SessionIds,
    Sessions,
    KeepAlive,
    CallsInFlight,
    SessionStreams,
    SessionEndings,
    ListAnnouncer,
    Initialize,
    PostHandler,
    LegacyHttp,
    ModernCalls,
    RequestHandler,
    ModernHttp,
    RestCalls,
    RestAnswers,
  ],
})
export class GatewayModule {}
