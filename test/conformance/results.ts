/** One statement of the suite about a server. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

export interface SuiteResult {
  /** Scenario -> its checks in the order they were made; none when the scenario broke down. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
  /** The scenarios that decide whether a server conforms; the others are run and reported. */
  readonly required: readonly string[];
}

export interface Tally {
  readonly scenariosPassed: number;
  readonly scenariosRequired: number;
  readonly checksPassed: number;
  readonly checksFailed: number;
}

export function tally(result: SuiteResult): Tally {
  const checks = [...result.checks.values()].flat();
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  return {
    scenariosPassed: result.required.length - failedRequired(result).length,
    scenariosRequired: result.required.length,
    checksPassed: count('SUCCESS'),
    checksFailed: count('FAILURE'),
  };
}

/** The required scenarios that did not pass, by the suite's own rule: no check failed. */
export function failedRequired({ checks, required }: SuiteResult): string[] {
  return required.filter((scenario) => {
    const made = checks.get(scenario) ?? [];
    return made.length === 0 || made.some(({ status }) => status === 'FAILURE');
  });
}

/**
 * The checks that passed, as `scenario:id`. The suite uses some ids several times within a scenario: from the
 * second on they get a number (`scenario:id#2`), so that one failure among them does not hide.
 */
export function passedChecks(result: SuiteResult): ReadonlySet<string> {
  return new Set(checksOf(result, ['SUCCESS']));
}

/** The checks that did not pass, named likewise, warnings too; a scenario that broke down by its own name. */
export function missedChecks(result: SuiteResult): string[] {
  const broken = [...result.checks].filter(([, made]) => made.length === 0);
  return [...broken.map(([scenario]) => scenario), ...checksOf(result, ['FAILURE', 'WARNING'])];
}

function checksOf({ checks }: SuiteResult, statuses: readonly Check['status'][]): string[] {
  return [...checks].flatMap(([scenario, made]) =>
    numbered(made)
      .filter(({ check }) => statuses.includes(check.status))
      .map(({ name }) => `${scenario}:${name}`),
  );
}

function numbered(checks: readonly Check[]): { name: string; check: Check }[] {
  const seen = new Map<string, number>();
  return checks.map((check) => {
    const times = (seen.get(check.id) ?? 0) + 1;
    seen.set(check.id, times);
    return { name: times === 1 ? check.id : `${check.id}#${times}`, check };
  });
}
