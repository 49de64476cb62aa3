import { ApiProperty } from '@nestjs/swagger';
import type {
  AppliedView,
  DefinitionType,
  GeneratedTokenView,
  PlannedChangeView,
} from '../../../api/configurations.js';

const TYPES = ['server', 'group', 'mcp-client', 'user'];

export class PlannedChangeResponse implements PlannedChangeView {
  @ApiProperty({ enum: ['create', 'change', 'delete'] })
  action: PlannedChangeView['action'];
  @ApiProperty({ enum: TYPES })
  type: DefinitionType;
  /** @example "github" */
  name: string;
  /**
   * The fields that are to be another; empty unless it is changed.
   * @example ["url"]
   */
  fields: string[];
}

export class GeneratedTokenResponse implements GeneratedTokenView {
  @ApiProperty({ enum: TYPES })
  type: DefinitionType;
  /** @example "claude-desktop" */
  name: string;
  /**
   * Shown once; only its hash is kept.
   * @example "mcpj_c_x7Fq0mJY2l8sVd1cKQe5tR9wZ3uHbN6aPiOyGfLkMnB"
   */
  access_token: string;
}

export class AppliedResponse implements AppliedView {
  /** True: nothing was done. */
  dry_run: boolean;
  changes: PlannedChangeResponse[];
  /** Those of new users and MCP clients that brought none. */
  tokens: GeneratedTokenResponse[];
  /** Things that were accepted and may still surprise. */
  warnings: string[];
}
