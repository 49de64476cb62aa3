import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type {
  HealthView,
  MetadataView,
  ReadinessPart,
  ReadinessView,
  ServerMode,
} from '../../../api/system.js';

export class HealthResponse implements HealthView {
  status: 'ok';
}

export class MetadataResponse implements MetadataView {
  /**
   * With a leading `v`.
   * @example "v0.1.0"
   */
  version: string;
  mode: ServerMode;
}

export class ReadinessPartResponse implements ReadinessPart {
  /** `degraded`: it does not work, and the server serves without it. */
  status: 'up' | 'degraded' | 'down';
  /** What is wrong with a part that is not up. */
  message?: string;
}

export class ReadinessResponse implements ReadinessView {
  status: 'ok' | 'error';

  /** By name: database, migrations, catalogue, event bus. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ReadinessPartResponse) },
    example: { database: { status: 'up' }, 'event bus': { status: 'up' } },
  })
  parts: Record<string, ReadinessPartResponse>;
}
