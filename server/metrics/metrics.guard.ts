import { type CanActivate, type ExecutionContext, Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SharedSecrets } from '../auth/shared-secrets.js';
import { AppConfig } from '../config/app-config.js';
import { MetricsService } from './metrics.service.js';

/** Whoever reads metrics is no principal; where METRICS_TOKEN is set, the request must carry it. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(
    private readonly config: AppConfig,
    private readonly metrics: MetricsService,
    private readonly secrets: SharedSecrets,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (!this.metrics.isServed) throw new NotFoundException();
    const { METRICS_TOKEN: expected } = this.config;
    if (expected !== undefined) {
      const request = context.switchToHttp().getRequest<FastifyRequest>();
      this.secrets.demand(request, { name: 'METRICS_TOKEN', expected });
    }
    return true;
  }
}
