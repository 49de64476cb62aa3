import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Sealer } from '../secrets/sealer.js';
import { Bus } from './bus.js';
import { LocalBus } from './local-bus.js';
import { RedisBus } from './redis-bus.js';
import { RevisionRelay } from './revision-relay.js';

function createBus({ redis }: AppConfig, sealer: Sealer): Bus {
  return redis ? new RedisBus(redis, sealer) : new LocalBus();
}

/** The way to the other replicas; within this process only, where `REDIS_URL` is not set. */
@Global()
@Module({
  providers: [{ provide: Bus, inject: [AppConfig, Sealer], useFactory: createBus }, RevisionRelay],
  exports: [Bus],
})
export class BusModule implements OnApplicationShutdown {
  constructor(@Inject(Bus) private readonly bus: Bus) {}

  /** Last: calls that are left to end at shutdown may still be answered by way of another process. */
  onApplicationShutdown(): void {
    if (this.bus instanceof RedisBus) this.bus.close();
  }
}
