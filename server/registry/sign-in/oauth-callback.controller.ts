import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { errorAnswer } from '../../common/error-answer.js';
import { Public } from '../../common/access.js';
import { CALLBACK_PATH } from '../../upstream-auth/sign-ins.service.js';
import { Callback, type CallbackQuery } from './callback.service.js';
import { page } from './callback-page.js';

/** Where browsers come back to from an authorization server. Not of the API: people see it. */
@ApiExcludeController()
@Controller()
@Public()
export class OauthCallbackController {
  constructor(private readonly callback: Callback) {}

  @Get(CALLBACK_PATH.slice(1))
  async show(@Query() query: CallbackQuery, @Res() reply: FastifyReply): Promise<void> {
    const { status, html } = await this.callback.answer(query).catch((error: unknown) => {
      const { status, body } = errorAnswer(error, reply.request.id);
      return { status, html: page('Signing in failed', body.error) };
    });
    await reply.status(status).type('text/html; charset=utf-8').send(html);
  }
}
