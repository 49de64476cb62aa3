import { UpstreamError, UpstreamTimeoutError } from '../common/errors.js';
import { byName } from '../registry/catalog.js';
import type { AnsweredServer } from '../registry/servers.service.js';
import type { WholeDefinition } from '../registry/registration.js';
import type { Step } from './step.js';

/** How many MCP servers are asked at once. */
const ASKED_AT_ONCE = 8;

/** An MCP server that did not answer as it should. */
export interface Unanswered {
  name: string;
  error: Error;
}

/** What MCP servers said when they were asked; each definition is asked once. */
export class Answers {
  /** @param patienceMs after which a server counts as one that does not answer; its own timeouts if absent */
  constructor(private readonly patienceMs?: number) {}

  private readonly said = new Map<string, AnsweredServer | Error>();

  /** @returns undefined when the server was not asked in this way */
  of(definition: WholeDefinition): AnsweredServer | Error | undefined {
    return this.said.get(JSON.stringify(definition));
  }

  /** Asks; that it fails is an answer too. */
  async ask(definition: WholeDefinition, asking: () => Promise<AnsweredServer>): Promise<void> {
    const answer = await this.patiently(definition, asking()).catch((error: unknown) => error as Error);
    this.said.set(JSON.stringify(definition), answer);
  }

  private async patiently(
    { name }: WholeDefinition,
    asking: Promise<AnsweredServer>,
  ): Promise<AnsweredServer> {
    const { patienceMs } = this;
    if (patienceMs === undefined) return asking;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      const error = new UpstreamTimeoutError(name, `it has not answered within ${patienceMs / 1000} s`);
      timer = setTimeout(() => reject(error), patienceMs);
    });
    return Promise.race([asking, tooLong]).finally(() => clearTimeout(timer));
  }

  /** Those that failed, by name. */
  get unanswered(): Unanswered[] {
    const failed = [...this.said].flatMap(([definition, answer]) =>
      answer instanceof Error
        ? [{ name: (JSON.parse(definition) as WholeDefinition).name, error: answer }]
        : [],
    );
    return failed.sort(byName);
  }
}

/** Asks whoever the steps are waiting for, some at a time. */
export async function askAll(steps: readonly Step[]): Promise<void> {
  const waiting = steps.filter(({ ask }) => ask !== undefined);
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await step.ask?.();
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker));
}

/** @throws what the one that failed said, or one error that names all of them */
export function requireAnswered([first, ...others]: readonly Unanswered[]): void {
  if (first === undefined) return;
  if (others.length === 0) throw first.error;
  const rest = others.map(({ error }) => error.message).join('; ');
  const prefix = `MCP server "${first.name}": `;
  throw new UpstreamError(first.name, `${first.error.message.replace(prefix, '')}; ${rest}`);
}
