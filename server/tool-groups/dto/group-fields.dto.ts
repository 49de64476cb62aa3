import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsString, MaxLength } from 'class-validator';
import type { GroupDefinition } from '../../../api/groups.js';
import { ITEM_NAME, type NameRule, SERVER_NAME } from '../../../api/limits.js';
import { Follows, Optional } from '../../common/validation.js';

const MAX_NAMES = 10_000;

/** A list of names; absent or null is empty. */
function Names(rule: NameRule, example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ type: [String], required: false, nullable: true, example: [example] }),
    Optional(),
    Follows(rule, { each: true }),
    ArrayMaxSize(MAX_NAMES),
    IsArray(),
  );
}

/** What a group is made of. */
export class GroupFieldsDto implements Omit<GroupDefinition, 'name'> {
  /** @example "Reading about code" */
  @Optional()
  @MaxLength(10_000)
  @IsString()
  description?: string;

  /** Names of tools, `<server>__<tool>`. */
  @Names(ITEM_NAME, 'github__search_code')
  included_tools?: string[];

  /** All that these servers offer: tools, prompts and resources, also later ones. */
  @Names(SERVER_NAME, 'jira')
  included_servers?: string[];

  /** Taken away again, whatever included them. */
  @Names(ITEM_NAME, 'jira__delete_issue')
  excluded_tools?: string[];

  /** Names of prompts, `<server>__<prompt>`. */
  @Names(ITEM_NAME, 'github__review')
  included_prompts?: string[];

  /** Taken away again, whatever included them. */
  @Names(ITEM_NAME, 'jira__triage')
  excluded_prompts?: string[];

  /** URIs, or URI templates: the upstream's own, or the `mcpj://` form that names the server. */
  @Names(ITEM_NAME, 'file:///readme.md')
  included_resources?: string[];

  /** Taken away again, whatever included them. */
  @Names(ITEM_NAME, 'file:///secrets.md')
  excluded_resources?: string[];
}
