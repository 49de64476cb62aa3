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
  status: 'up' | 'down';
  /** What is wrong with a part that is down. */
  message?: string;
}

export class ReadinessResponse implements ReadinessView {
  status: 'ok' | 'error';

  /** By name: database, migrations, catalogue. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ReadinessPartResponse) },
    example: { database: { status: 'up' }, catalogue: { status: 'up' } },
  })
  parts: Record<string, ReadinessPartResponse>;
}
