import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ReadinessService } from './readiness.service.js';
import { SystemController } from './system.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [SystemController],
  providers: [ReadinessService],
})
export class HealthModule {}
