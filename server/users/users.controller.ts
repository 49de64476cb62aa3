import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, EnterpriseRoles } from '../common/access.js';
import type { Principal } from '../common/principal.js';
import { Throws } from '../common/throws.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { CreatedUserResponse, UserResponse, WhoamiResponse } from './dto/user.response.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('api/v0/users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  /** Tells whose token this is. */
  @Get('whoami')
  @EnterpriseRoles('user')
  whoami(@CurrentPrincipal() principal: Principal): WhoamiResponse {
    return WhoamiResponse.from(principal);
  }

  /** Lists all users by name. */
  @Get()
  @EnterpriseRoles('admin')
  @Throws('database_unavailable')
  async list(): Promise<UserResponse[]> {
    return (await this.users.list()).map((user) => UserResponse.from(user));
  }

  /** Creates a user and returns the access token, once. */
  @Post()
  @EnterpriseRoles('admin')
  @Throws('conflict', 'database_unavailable')
  async create(@Body() body: CreateUserDto): Promise<CreatedUserResponse> {
    return CreatedUserResponse.of(await this.users.create(body));
  }

  /** Changes the fields that are sent: token, role, expiry. */
  @Put(':username')
  @EnterpriseRoles('admin')
  @Throws('not_found', 'conflict', 'rule_violated', 'database_unavailable')
  async update(@Param('username') username: string, @Body() body: UpdateUserDto): Promise<UserResponse> {
    return UserResponse.from(await this.users.update(username, body));
  }

  /** Deletes a user, whose token is refused from now on. */
  @Delete(':username')
  @HttpCode(204)
  @EnterpriseRoles('admin')
  @Throws('not_found', 'database_unavailable')
  async remove(@Param('username') username: string): Promise<void> {
    await this.users.remove(username);
  }
}
