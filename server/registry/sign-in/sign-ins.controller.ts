import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Roles } from '../../common/access.js';
import type { Principal } from '../../common/principal.js';
import { Throws } from '../../common/throws.js';
import { ASKING_FAILURES } from '../asking-failures.js';
import { RegisteredServerResponse } from '../dto/server.response.js';
import { ServerViews } from '../server-views.js';
import { AuthorizationRequiredResponse, SignInStatusResponse } from './dto/sign-in.response.js';
import { AuthorizeServerDto, CompleteSignInDto } from './dto/sign-in.dto.js';
import { answered } from './outcome.js';
import { RedirectUris } from './redirect-uris.js';
import { ServerSignIns } from './server-sign-ins.service.js';

const FAILURES = ['not_found', 'conflict', ...ASKING_FAILURES] as const;

@ApiTags('Servers')
@Controller('api/v0')
export class SignInsController {
  constructor(
    private readonly signIns: ServerSignIns,
    private readonly views: ServerViews,
    private readonly redirectUris: RedirectUris,
  ) {}

  /** Does what was to be done once somebody had signed in at the upstream: registers the server, mostly. */
  @Post('upstream_oauth/sessions/:id/complete')
  @Roles('user')
  @Throws(...FAILURES)
  async complete(
    @CurrentPrincipal() by: Principal,
    @Param('id') sessionId: string,
    @Body() { code, state, iss }: CompleteSignInDto,
  ): Promise<RegisteredServerResponse> {
    return this.views.registered(await this.signIns.completeBy(by, { sessionId, state }, { code, iss }));
  }

  /** Says what has become of a sign-in, for as long as somebody could have completed it, to those who may. */
  @Get('upstream_oauth/sessions/:id')
  @Roles('user')
  @Throws('not_found', 'database_unavailable')
  async status(
    @CurrentPrincipal() by: Principal,
    @Param('id') sessionId: string,
  ): Promise<SignInStatusResponse> {
    return SignInStatusResponse.from(await this.signIns.status(by, sessionId));
  }

  /**
   * Signs in anew at the upstream: an admin for all, or everyone for themselves where each has an account of
   * their own. A client that acts for itself is let in at once.
   */
  @Post('servers/:name/authorize')
  @HttpCode(200)
  @ApiOkResponse({ type: RegisteredServerResponse })
  @ApiAcceptedResponse({ type: AuthorizationRequiredResponse, description: 'Somebody has to sign in first.' })
  @Roles('user')
  @Throws(...FAILURES, 'rule_violated')
  async authorize(
    @CurrentPrincipal() by: Principal,
    @Param('name') name: string,
    @Body() { oauth_redirect_uri }: AuthorizeServerDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RegisteredServerResponse | AuthorizationRequiredResponse> {
    const redirectUri = this.redirectUris.of(name, { wanted: oauth_redirect_uri, request });
    const outcome = await this.signIns.authorize(by, name, { redirectUri });
    return answered(outcome, reply, (done) => this.views.registered(done));
  }
}
