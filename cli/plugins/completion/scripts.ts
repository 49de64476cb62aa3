import type { Command } from '@oclif/core/command';
import type { Config } from '@oclif/core/interfaces';

type Program = Pick<Config, 'bin' | 'commands'>;

/** For bash 3.2 and later, with no need of the package bash-completion. */
export function bashScript({ bin }: Program): string {
  return `# Completions of ${bin} for bash.
_${bin}() {
  local line="\${COMP_LINE:0:COMP_POINT}" words current before candidate
  # bash itself would take the colon of a URI for the end of a word.
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current="\${words[\${#words[@]} - 1]}"
  before="\${current%"\${current##*:}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    COMPREPLY+=("\${candidate#"$before"}")
  done < <(${bin} complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _${bin} ${bin}
`;
}

export function zshScript({ bin }: Program): string {
  return `# Completions of ${bin} for zsh.
_${bin}() {
  local -a described
  local line
  for line in "\${(@f)$(${bin} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( \${#described} )); then _describe ${bin} described; else _files; fi
}
whence compdef >/dev/null || { autoload -Uz compinit && compinit; }
compdef _${bin} ${bin}
`;
}

export function fishScript({ bin, commands }: Program): string {
  const flags = commands.flatMap((command) => Object.values(command.flags)).filter(takesPath);
  const names = [...new Set(flags.map(({ name, char }) => (char ? `-s ${char} -l ${name}` : `-l ${name}`)))];
  return `# Completions of ${bin} for fish.
complete -c ${bin} -f -a '(${bin} complete -- (commandline -opc)[2..] "$(commandline -ct)" 2>/dev/null)'
complete -c ${bin} -n '__fish_seen_subcommand_from apply validate' -F
${names.map((name) => `complete -c ${bin} ${name} -r -F`).join('\n')}
`;
}

/** Other shells offer files where there is nothing else to offer. */
function takesPath({ type, ...flag }: Command.Flag.Cached): boolean {
  const value = 'helpValue' in flag ? flag.helpValue : undefined;
  return type === 'option' && (value === '<file>' || value === '<folder>');
}
