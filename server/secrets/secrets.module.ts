import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { Resealer } from './resealer.js';
import { Sealer } from './sealer.js';
import { SecretKeys } from './secret-keys.js';
import { Tokens } from './tokens.js';

type KeysFactory = Pick<FactoryProvider<SecretKeys>, 'inject' | 'useFactory'>;

/** Token hashing and sealing under the keys that the factory gives, for every module. */
@Module({})
export class SecretsModule {
  static forRoot(keys: KeysFactory): DynamicModule {
    return {
      module: SecretsModule,
      global: true,
      providers: [{ provide: SecretKeys, ...keys }, Tokens, Sealer, Resealer],
      exports: [SecretKeys, Tokens, Sealer, Resealer],
    };
  }
}
