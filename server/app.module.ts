import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BusModule } from './bus/bus.module.js';
import { ConfigurationsModule } from './configurations/configurations.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { EventsModule } from './events/events.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PolicyModule } from './policy/policy.module.js';
import { RegistryModule } from './registry/registry.module.js';
import { ToolGroupsModule } from './tool-groups/tool-groups.module.js';
import { TracingModule } from './tracing/tracing.module.js';

/** The only list of modules; each stands after those it uses. */
@Module({})
export class AppModule {
  static forRoot(config: AppConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        EventsModule,
        TracingModule,
        DatabaseModule,
        BusModule,
        AuthModule,
        RegistryModule,
        ToolGroupsModule,
        PolicyModule,
        GatewayModule,
        ConfigurationsModule,
        AuditModule,
        HealthModule,
        MetricsModule,
      ],
    };
  }
}
