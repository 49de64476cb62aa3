import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { MetricsGuard } from './metrics.guard.js';
import { MetricsPush } from './metrics-push.service.js';
import { MetricsService } from './metrics.service.js';

/** Nobody imports it: it hears of what happens by events, and reads what modules offer. */
@Module({
  controllers: [MetricsController],
  providers: [MetricsService, MetricsGuard, MetricsPush],
})
export class MetricsModule {}
