import { NamePatterns } from '../common/wildcard.js';
import { fileVariables, ownVariables } from './variables.js';

/** The variables that files of `CONFIG_DIR` may use. */
export interface PlaceholderVariables {
  readonly values: Readonly<Record<string, string>>;
  readonly allows: (name: string) => boolean;
}

/** Of the command line, which may run beside the server. */
const COMMAND_LINE = /^MCPJUNGLE_/;

/**
 * Never the server's own: whoever may write the folder must not be able to send its keys anywhere.
 * @param allowed patterns of names
 */
export function placeholderVariables(
  environment: Readonly<Record<string, string>>,
  allowed: readonly string[],
): PlaceholderVariables {
  const own = new Set([...ownVariables, ...[...fileVariables].map((name) => `${name}_FILE`)]);
  const patterns = new NamePatterns(allowed);
  const allows = (name: string) =>
    !own.has(name) && !COMMAND_LINE.test(name) && patterns.match([name]) !== undefined;
  return { values: Object.fromEntries(Object.entries(environment).filter(([name]) => allows(name))), allows };
}
