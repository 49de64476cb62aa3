import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ConfigurationsModule } from '../configurations/configurations.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { ReadinessService } from './readiness.service.js';
import { SideParts } from './side-parts.js';
import { SystemController } from './system.controller.js';

@Module({
  imports: [ConfigurationsModule, RegistryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [SystemController],
  providers: [ReadinessService, SideParts],
})
export class HealthModule {}
