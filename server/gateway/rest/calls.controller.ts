import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { JsonObject } from '../../../api/tools.js';
import { Roles } from '../../common/access.js';
import { InvalidError } from '../../common/errors.js';
import { Throws } from '../../common/throws.js';
import { CallToolDto } from './dto/call-tool.dto.js';
import { ReadResourceDto } from './dto/read-resource.dto.js';
import { RenderPromptDto } from './dto/render-prompt.dto.js';
import { ReadResourceResponse, RenderedPromptResponse, ToolResultResponse } from './dto/results.response.js';
import { argumentsBeside, argumentsMember } from './raw-arguments.js';
import { RestAnswers, type RestHttpRequest } from './rest-answers.js';
import { callTool, getPrompt, readResource } from './rest-request.js';
import { asMcp, asRenderedPrompt } from './result-shapes.js';

/** Any field may be a tool's argument, so no DTO can describe this body. */
const INVOCATION = {
  type: 'object' as const,
  required: ['name'],
  properties: { name: { type: 'string', example: 'github__search_code' } },
  additionalProperties: true,
};

const RESULT_OR_STREAM = {
  'application/json': { schema: { $ref: getSchemaPath(ToolResultResponse) } },
  'text/event-stream': {
    schema: { type: 'string' as const },
    example:
      'event: progress\ndata: {"progress":1,"total":2}\n\nevent: result\ndata: {"content":[{"type":"text","text":"done"}]}\n\n',
  },
};

/** Uses of tools, prompts and resources by people; agents have the MCP endpoints. */
@Controller('api/v0')
@Roles('user')
@Throws('not_found', 'rule_violated', 'upstream_failed', 'upstream_timeout')
export class CallsController {
  constructor(private readonly answers: RestAnswers) {}

  /**
   * Calls a tool. With `Accept: text/event-stream` the answer is a stream of `progress` events, each holding
   * the parameters of an MCP progress notification, that ends with a `result` or an `error` event.
   */
  @Post('tools/call')
  @HttpCode(200)
  @ApiTags('Tools')
  @ApiOkResponse({ content: RESULT_OR_STREAM })
  callTool(
    @Body() { name, group }: CallToolDto,
    @Req() request: RestHttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = callTool(name, argumentsMember(request.rawBody), group);
    return this.answers.send({ request, reply, shape: asMcp }, wanted);
  }

  /** Calls a tool with the arguments that stand beside its name. */
  @Post('tools/invoke')
  @HttpCode(200)
  @ApiTags('Tools')
  @ApiBody({ schema: INVOCATION })
  @ApiOkResponse({ type: ToolResultResponse })
  invokeTool(
    @Body() body: JsonObject | undefined,
    @Req() request: RestHttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = callTool(nameIn(body), argumentsBeside(request.rawBody));
    return this.answers.send({ request, reply, shape: asMcp }, wanted);
  }

  /** Fills in a prompt. */
  @Post('prompts/render')
  @HttpCode(200)
  @ApiTags('Prompts')
  @ApiOkResponse({ type: RenderedPromptResponse })
  renderPrompt(
    @Body() { name }: RenderPromptDto,
    @Req() request: RestHttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wanted = getPrompt(name, argumentsMember(request.rawBody));
    return this.answers.send({ request, reply, shape: asRenderedPrompt }, wanted);
  }

  /** Reads a resource. */
  @Post('resources/read')
  @HttpCode(200)
  @ApiTags('Resources')
  @ApiOkResponse({ type: ReadResourceResponse })
  readResource(
    @Body() { uri }: ReadResourceDto,
    @Req() request: RestHttpRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answers.send({ request, reply, shape: asMcp }, readResource(uri));
  }
}

function nameIn(body: JsonObject | undefined): string {
  if (typeof body?.name === 'string') return body.name;
  throw new InvalidError('the request is invalid: name must be a string', ['name must be a string']);
}
