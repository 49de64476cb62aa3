import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { RegistryModule } from '../registry/registry.module.js';
import { ReadinessService } from './readiness.service.js';
import { SystemController } from './system.controller.js';

@Module({
  imports: [RegistryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [SystemController],
  providers: [ReadinessService],
})
export class HealthModule {}
