import { Injectable, Logger } from '@nestjs/common';
import type { AppliedView, Configuration } from '../../api/configurations.js';
import { ConflictError, ForbiddenError, InvalidError } from '../common/errors.js';
import { AppConfig } from '../config/app-config.js';
import { Answers, askAll, requireAnswered, type Unanswered } from './answers.js';
import { ApplyTransaction } from './apply-transaction.js';
import { Planner } from './planner.js';
import type { Done, Pruning, Step } from './step.js';

export interface ApplyOptions {
  /** Plans, and does nothing. */
  dryRun?: boolean;
  isPruned: Pruning;
  /** Does without the servers that do not answer, and keeps groups that name what is not there. */
  tolerant?: boolean;
  /** How long a server has to answer; as long as it may take, if absent. */
  patienceMs?: number;
}

export interface Applied extends AppliedView {
  /** The servers that were left out; none unless that is tolerated. */
  unanswered: readonly Unanswered[];
}

/** More than anyone reads. */
const MAX_WARNINGS = 50;
/** How often others may change what was planned on, before whoever asks is told. */
const MAX_ATTEMPTS = 5;

/** Makes the server match a configuration: all of it, or nothing. */
@Injectable()
export class ApplyService {
  private readonly logger = new Logger(ApplyService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly planner: Planner,
    private readonly transaction: ApplyTransaction,
  ) {}

  /**
   * Plans, asks the MCP servers that are new or changed, and then plans again within the transaction, in which
   * no other process applies anything: what happens is what the state at that moment asks for.
   * @throws ForbiddenError for users and clients in development mode
   * @throws UpstreamError when a new or changed MCP server did not answer: nothing was written
   * @throws InvalidError when a new group names what cannot be used: nothing was written
   */
  async apply(configuration: Configuration, options: ApplyOptions): Promise<Applied> {
    const { dryRun = false, isPruned, tolerant = false, patienceMs } = options;
    this.requirePermitted(configuration);
    const answers = new Answers(patienceMs);
    const plan = () => this.planner.plan(configuration, { isPruned, answers });
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const planned = await plan();
      if (dryRun || planned.length === 0) return appliedOf(planned, { dryRun, answers });
      await askAll(planned);
      if (!tolerant) requireAnswered(answers.unanswered);
      const written = await this.transaction.run(() => this.write(plan, { tolerant }));
      if (written === undefined) continue;
      const isPublished = await this.publish(written.steps);
      return appliedOf(written.steps, { dryRun, answers, done: written.done, isPublished });
    }
    throw new ConflictError('what is to be changed was changed by others all the time; try again');
  }

  /** @returns undefined when somebody else made a change because of which another server has to be asked */
  private async write(plan: () => Promise<Step[]>, { tolerant }: { tolerant: boolean }) {
    const steps = await plan();
    if (steps.some(({ ask }) => ask !== undefined)) return undefined;
    const done: Done[] = [];
    for (const { write } of steps) done.push((await write()) ?? {});
    if (!tolerant) await this.requireSound(steps);
    return { steps, done };
  }

  private async requireSound(steps: readonly Step[]): Promise<void> {
    const checks = steps.flatMap(({ check }) => check ?? []);
    if (checks.length === 0) return;
    const catalog = await this.planner.preview();
    const problems = checks.flatMap((check) => check(catalog));
    if (problems.length > 0) throw new InvalidError(`nothing was done: ${problems.join('; ')}`, problems);
  }

  /** What is committed stays so: whatever fails here, the tokens that were made are answered. */
  private async publish(steps: readonly Step[]): Promise<boolean> {
    try {
      await this.planner.publish(steps);
      return true;
    } catch (error) {
      this.logger.error(`applied, but not seen by this process yet: ${(error as Error).message}`);
      return false;
    }
  }

  private requirePermitted({ users, mcp_clients: clients }: Configuration): void {
    if (this.config.SERVER_MODE === 'enterprise' || !(users?.length || clients?.length)) return;
    throw new ForbiddenError(
      'users and MCP clients exist in enterprise mode only; start the server with --enterprise',
      'enterprise_only',
    );
  }
}

interface Outcome {
  dryRun: boolean;
  answers: Answers;
  done?: readonly Done[];
  /** False: what could be warned of is not known yet. */
  isPublished?: boolean;
}

function appliedOf(
  steps: readonly Step[],
  { dryRun, answers, done = [], isPublished = true }: Outcome,
): Applied {
  const warnings = isPublished
    ? done.flatMap(({ warnings: asked }) => asked?.() ?? [])
    : ['it is done, but this process could not read it back; it tries again by itself'];
  return {
    dry_run: dryRun,
    changes: steps.map(({ change }) => change),
    tokens: done.flatMap(({ token }) => token ?? []),
    warnings: warnings.slice(0, MAX_WARNINGS),
    unanswered: answers.unanswered,
  };
}
