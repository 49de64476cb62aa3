import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import type { Principal, Role } from './principal.js';

/** Who may call a route. A route that declares nothing is refused, and a test finds it. */
export type Access =
  | { kind: 'public' }
  /** REST: one of these roles, proven by a bearer token; in development mode anyone. */
  | { kind: 'roles'; roles: readonly Role[]; enterpriseOnly: boolean }
  /** The MCP endpoints: an MCP client's token; in development mode anyone. */
  | { kind: 'mcp' };

export const ACCESS = 'mcpjungle:access';

/** No token needed, and no initialisation. */
export const Public = () => SetMetadata(ACCESS, { kind: 'public' } satisfies Access);

/** The roles that may call this route. An admin may do what a user may, so `user` includes `admin`. */
export const Roles = (...roles: ('admin' | 'user')[]) =>
  applyDecorators(
    SetMetadata(ACCESS, { kind: 'roles', roles, enterpriseOnly: false } satisfies Access),
    ApiBearerAuth(),
  );

/** Like `Roles`, for what exists in enterprise mode only: users and MCP clients. */
export const EnterpriseRoles = (...roles: ('admin' | 'user')[]) =>
  applyDecorators(
    SetMetadata(ACCESS, { kind: 'roles', roles, enterpriseOnly: true } satisfies Access),
    ApiBearerAuth(),
  );

/** An MCP endpoint: for MCP clients, whose tokens are good for nothing else. */
export const McpEndpoint = () => SetMetadata(ACCESS, { kind: 'mcp' } satisfies Access);

/** A request that passed the guard. */
export interface AuthenticatedRequest {
  principal: Principal;
}

/** The principal that the guard found. */
export const CurrentPrincipal = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal,
);
