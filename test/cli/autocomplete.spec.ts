import { beforeAll, describe, expect, it } from '@jest/globals';
import { Person } from '../support/cli-process.js';

describe('autocomplete', () => {
  let person: Person;

  beforeAll(() => {
    person = new Person();
  });

  it.each(['bash', 'zsh'])('completes commands in %s', async (shell) => {
    const { code, stdout } = await person.types(`mcpjungle autocomplete ${shell}`);
    expect(code).toBe(0);
    expect(stdout).toContain(`mcpjungle autocomplete script ${shell}`);
    const { stdout: script } = await person.types(`mcpjungle autocomplete script ${shell}`);
    expect(script).toContain('MCPJUNGLE_AC_');
  });

  it('completes what is typed in a real bash', async () => {
    const { stdout } = await person.types(`mcpjungle autocomplete bash >/dev/null 2>&1
      eval "$(mcpjungle autocomplete script bash)"
      COMP_WORDS=(mcpjungle list "") COMP_CWORD=2 COMP_LINE="mcpjungle list " COMP_POINT=15
      eval "$(complete -p mcpjungle | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
      echo "\${COMPREPLY[@]}"`);
    expect(stdout.trim().split(/\s+/).sort()).toEqual(['mcp-clients', 'servers', 'tools', 'users']);
  });

  it('prints a script for fish', async () => {
    const { code, stdout } = await person.types('mcpjungle autocomplete fish');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines).toContain(
      "complete -c mcpjungle -n '__fish_use_subcommand' -a create -d 'Create an MCP client or a user.'",
    );
    expect(lines).toContain("complete -c mcpjungle -n '__fish_use_subcommand' -a invoke -d 'Call a tool.'");
    expect(lines).toContain(
      "complete -c mcpjungle -n '__fish_seen_subcommand_from delete; and not __fish_seen_subcommand_from mcp-client user' -a user -d 'Delete a user and cut them off at once.'",
    );
    expect(lines).toContain(
      "complete -c mcpjungle -n '__fish_seen_subcommand_from create; and __fish_seen_subcommand_from user' -l role -d 'what they may do (default: user)' -x -a 'user admin'",
    );
    expect(stdout).not.toContain('--prod');
  });
});
