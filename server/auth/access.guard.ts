import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ACCESS, type Access, type AuthenticatedRequest } from '../common/access.js';
import { ForbiddenError } from '../common/errors.js';
import { ANONYMOUS, type Principal } from '../common/principal.js';
import { identifyRequester } from '../logging/request-context.js';
import { BearerGuard } from './bearer.guard.js';
import { ServerState } from './server-state.js';

type RoleAccess = Extract<Access, { kind: 'roles' }>;

/**
 * Stands before every route of the framework and checks, in this order: initialised, authenticated, role, mode. A route that
 * does not declare who may call it is refused.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly state: ServerState,
    private readonly bearer: BearerGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!access) throw new ForbiddenError('this route does not say who may call it');
    if (access.kind === 'public') return true;
    this.state.assertInitialized();
    const request = context.switchToHttp().getRequest<FastifyRequest & AuthenticatedRequest>();
    request.access = access;
    if (!this.state.enterprise) return admitAnyone(request, access);
    return this.admitUser(context, access.roles);
  }

  private async admitUser(context: ExecutionContext, roles: readonly Principal['role'][]): Promise<boolean> {
    await this.bearer.canActivate(context);
    const { role } = context.switchToHttp().getRequest<AuthenticatedRequest>().principal;
    if (role === 'client') {
      throw new ForbiddenError(
        "an MCP client's token opens the MCP endpoints only; the API takes the token of a user",
        'wrong_token_kind',
      );
    }
    if (role === 'admin' || roles.includes(role)) return true;
    throw new ForbiddenError('this needs the admin role');
  }
}

function admitAnyone(request: AuthenticatedRequest, access: RoleAccess): boolean {
  if (access.enterpriseOnly) {
    throw new ForbiddenError(
      'users and MCP clients exist in enterprise mode only; start the server with --enterprise',
      'enterprise_only',
    );
  }
  request.principal = ANONYMOUS;
  identifyRequester(ANONYMOUS);
  return true;
}
