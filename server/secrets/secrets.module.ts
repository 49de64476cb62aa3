import { type DynamicModule, Module } from '@nestjs/common';
import { Resealer } from './resealer.js';
import { Sealer } from './sealer.js';
import { SecretKeys } from './secret-keys.js';
import { Tokens } from './tokens.js';

/** Token hashing and sealing under the given keys, for every module. */
@Module({})
export class SecretsModule {
  static forRoot(keys: SecretKeys): DynamicModule {
    return {
      module: SecretsModule,
      global: true,
      providers: [{ provide: SecretKeys, useValue: keys }, Tokens, Sealer, Resealer],
      exports: [SecretKeys, Tokens, Sealer, Resealer],
    };
  }
}
