import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { ServerDefinition } from '../../api/servers.js';
import { InvalidError } from '../common/errors.js';
import type { CatalogSnapshot } from '../registry/catalog.js';
import type { WholeDefinition } from '../registry/registration.js';
import { type AnsweredServer, ServersService } from '../registry/servers.service.js';
import type { Answers } from './answers.js';
import { differing, type Pruning, type Step, toPrune } from './step.js';

interface Planning {
  isPruned: Pruning;
  /** What is known of them already: who failed is left out of the plan. */
  answers: Answers;
}

/** What of a configuration concerns MCP servers. */
@Injectable()
export class ServerPart {
  constructor(private readonly servers: ServersService) {}

  /** @throws InvalidError for a masked secret that is not stored */
  async plan(
    wanted: readonly ServerDefinition[] | undefined,
    { isPruned, answers }: Planning,
  ): Promise<Step[]> {
    if (wanted === undefined) return [];
    const stored = new Map(
      (await this.servers.definitions({ secrets: true })).map((server) => [server.name, server]),
    );
    const steps = wanted.flatMap((definition) => {
      const before = stored.get(definition.name);
      const whole = this.complete(definition, before);
      const fields = before === undefined ? [] : differing<object>(whole, before, isDeepStrictEqual);
      return before !== undefined && fields.length === 0 ? [] : this.put(whole, { fields, answers });
    });
    const names = wanted.map(({ name }) => name);
    const gone = toPrune('server', { stored: stored.keys(), wanted: names, isPruned });
    return [...steps, ...gone.map((name) => this.remove(name))];
  }

  /** What the catalogue will be once the transaction in progress is committed. */
  preview(): Promise<CatalogSnapshot> {
    return this.servers.preview();
  }

  /** What was written counts from now on. */
  publish(names: readonly string[]): Promise<void> {
    return this.servers.publish(names);
  }

  /** @throws InvalidError that names the server */
  private complete(definition: ServerDefinition, stored?: WholeDefinition): WholeDefinition {
    try {
      return this.servers.complete(definition, stored);
    } catch (error) {
      if (!(error instanceof InvalidError)) throw error;
      const details = error.details.map((detail) => `MCP server "${definition.name}": ${detail}`);
      throw new InvalidError(details.join('; '), details, { cause: error });
    }
  }

  private put(
    definition: WholeDefinition,
    { fields, answers }: { fields: string[]; answers: Answers },
  ): Step[] {
    const { name } = definition;
    const change = {
      action: fields.length === 0 ? ('create' as const) : ('change' as const),
      type: 'server' as const,
      name,
      fields,
    };
    const answer = answers.of(definition);
    if (answer instanceof Error) return [];
    const ask = () => answers.ask(definition, () => this.servers.ask(definition));
    return [{ change, ...(answer === undefined && { ask }), write: () => this.write(answer) }];
  }

  private async write(answer: AnsweredServer | undefined) {
    if (answer === undefined) throw new Error('a server is stored only when it has answered');
    const warnings = await this.servers.write(answer);
    return { warnings: () => warnings };
  }

  private remove(name: string): Step {
    return {
      change: { action: 'delete', type: 'server', name, fields: [] },
      write: () => this.servers.erase(name),
    };
  }
}
