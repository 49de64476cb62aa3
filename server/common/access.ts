import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Principal, Role } from './principal.js';

/** Who may call a route. A route that declares nothing is refused, and a test finds it. */
export type Access =
  | { kind: 'public' }
  /** REST: one of these roles, proven by a bearer token; in development mode anyone. */
  | { kind: 'roles'; roles: readonly Role[]; enterpriseOnly: boolean };

export const ACCESS = 'mcpjungle:access';
/** Where the API document says it; the guard and the document cannot differ. */
export const ACCESS_EXTENSION = 'x-access';

const declared = (access: Access) =>
  applyDecorators(SetMetadata(ACCESS, access), ApiExtension(ACCESS_EXTENSION, access));

/** No token needed, and no initialisation. */
export const Public = () => declared({ kind: 'public' });

/** The roles that may call this route. An admin may do what a user may, so `user` includes `admin`. */
export const Roles = (...roles: ('admin' | 'user')[]) =>
  applyDecorators(declared({ kind: 'roles', roles, enterpriseOnly: false }), ApiBearerAuth());

/** Like `Roles`, for what exists in enterprise mode only: users and MCP clients. */
export const EnterpriseRoles = (...roles: ('admin' | 'user')[]) =>
  applyDecorators(declared({ kind: 'roles', roles, enterpriseOnly: true }), ApiBearerAuth());

/** A request that passed the guard. */
export interface AuthenticatedRequest {
  principal: Principal;
  /** Who may call the route that is asked for, of the REST API's. */
  access?: Access;
}

/** The principal that the guard found. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal,
);
