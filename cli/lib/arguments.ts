const SWITCHES = new Set(['--json', '--yes']);

/**
 * oclif wants the command first; we also take global flags before it:
 * `mcpjungle --registry http://h:8080 init-server`. They move behind the words of the command, in front of
 * its first flag. `--version` is the command of that name.
 */
export function arrangeArguments(argv: readonly string[]): string[] {
  const rest = [...argv];
  const leading: string[] = [];
  for (let count = globalFlagLength(rest); count > 0; count = globalFlagLength(rest)) {
    leading.push(...rest.splice(0, count));
  }
  if (rest.length === 0) return ['--help'];
  if (rest[0] === '--version') rest[0] = 'version';
  const firstFlag = rest.findIndex((argument) => argument.startsWith('-'));
  rest.splice(firstFlag === -1 ? rest.length : firstFlag, 0, ...leading);
  return rest;
}

/** How many of the first arguments are a global flag with its value. */
function globalFlagLength([first, second]: string[]): number {
  if (first === undefined) return 0;
  if (first === '--registry') return second === undefined ? 1 : 2;
  return SWITCHES.has(first) || first.startsWith('--registry=') ? 1 : 0;
}

/** Whether `--json` was asked for, known before any command has parsed its flags. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}
