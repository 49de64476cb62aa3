import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Roles } from '../../common/access.js';
import { FolderStatusResponse } from '../dto/folder-status.response.js';
import { ConfigFolder } from './config-folder.service.js';

@ApiTags('Configurations')
@Controller('api/v0/config-folder')
export class ConfigFolderController {
  constructor(private readonly folder: ConfigFolder) {}

  /** Says how this process stands to the folder that CONFIG_DIR names: when it was applied, and what is wrong. */
  @Get()
  @Roles('user')
  status(): FolderStatusResponse {
    return this.folder.view;
  }
}
