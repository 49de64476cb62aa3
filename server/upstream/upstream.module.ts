import { Module } from '@nestjs/common';
import { AddressGuard } from './address-guard.js';
import { UpstreamPool } from './upstream-pool.js';

/** The way to MCP servers, whatever their transport. */
@Module({ providers: [AddressGuard, UpstreamPool], exports: [AddressGuard, UpstreamPool] })
export class UpstreamModule {}
