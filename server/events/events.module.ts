import { Global, Module } from '@nestjs/common';
import { Events } from './events.js';
import { Gauges } from './gauges.js';

@Global()
@Module({ providers: [Events, Gauges], exports: [Events, Gauges] })
export class EventsModule {}
