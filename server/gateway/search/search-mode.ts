import { Injectable } from '@nestjs/common';
import type { CatalogView } from '../../policy/policy.js';
import { ToolSearch } from '../../policy/tool-search.js';
import { members } from '../../wire/members.js';
import type { Call, Reply } from '../core/call.js';
import { InvalidParamsError } from '../core/call-error.js';
import { CallReports } from '../core/call-reports.js';
import { stringMember } from '../core/params.js';
import { DEFAULT_FOUND, LIST, MAX_FOUND, SEARCH_TOOLS } from './search-tools.js';

const MAX_QUERY_LENGTH = 512;

/** Answers agents that search for tools in the place of listing them all. */
@Injectable()
export class SearchMode {
  constructor(
    private readonly search: ToolSearch,
    private readonly reports: CallReports,
  ) {}

  /**
   * @param call as it is meant: see `unwrapped`
   * @returns undefined when it is answered as for everybody
   * @throws InvalidParamsError
   */
  answer(call: Call, view: CatalogView): Promise<Reply> | Reply | undefined {
    const { request, scope } = call;
    if (scope.discovery !== 'search') return undefined;
    if (request.method === 'tools/list') return { kind: 'own', result: [LIST] };
    if (request.method !== 'tools/call') return undefined;
    const name = stringMember(request.bytes, request.members, 'name');
    if (name.value !== SEARCH_TOOLS) return undefined;
    return this.reports.own(call, { asked: SEARCH_TOOLS, work: () => this.find(request, view) });
  }

  private async find({ bytes, members: params }: Call['request'], view: CatalogView): Promise<Reply> {
    const span = params.get('arguments');
    if (!span) throw new InvalidParamsError('"arguments" must hold a query');
    const args = members(bytes, span);
    const words = stringMember(bytes, args, 'query').value.slice(0, MAX_QUERY_LENGTH);
    const wanted = args.get('limit');
    const limit = wanted ? Number(bytes.toString('utf8', wanted.start, wanted.end)) : DEFAULT_FOUND;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_FOUND)
      throw new InvalidParamsError(`"limit" must be a whole number from 1 to ${MAX_FOUND}`);
    const found = await this.search.find(view, { words, limit });
    const text = `[${found.map(({ definition }) => definition).join(',\n')}]`;
    return {
      kind: 'own',
      result: [Buffer.from(JSON.stringify({ content: [{ type: 'text', text }] }))],
    };
  }
}
