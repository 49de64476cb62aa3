import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { ServerDefinition } from '../../../api/servers.js';
import { Optional } from '../../common/validation.js';
import { RegisterServerDto } from './register-server.dto.js';

/** The whole definition: what is not sent is empty, or the default. A secret sent as `***` stays as it is. */
export class UpdateServerDto
  extends OmitType(RegisterServerDto, ['name'] as const)
  implements Omit<ServerDefinition, 'name'>
{
  /** Accepted, and ignored: the path names the server. */
  @ApiProperty({ deprecated: true, required: false, type: String })
  @Optional()
  name?: string;
}
