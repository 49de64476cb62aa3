import { Global, Module } from '@nestjs/common';
import { KnownUsers } from '../common/known-users.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** People. Global for the sake of `KnownUsers`, a port of the module beside it. */
@Global()
@Module({
  controllers: [UsersController],
  providers: [UsersService, UsersRepository, { provide: KnownUsers, useExisting: UsersRepository }],
  exports: [UsersService, UsersRepository, KnownUsers],
})
export class UsersModule {}
