import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module.js';
import { Policy } from './policy.js';

/** Who may see and use what. */
@Module({ imports: [RegistryModule], providers: [Policy], exports: [Policy] })
export class PolicyModule {}
