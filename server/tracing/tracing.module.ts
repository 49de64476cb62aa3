import { Global, Module } from '@nestjs/common';
import { Tracing } from './tracing.service.js';

@Global()
@Module({ providers: [Tracing], exports: [Tracing] })
export class TracingModule {}
