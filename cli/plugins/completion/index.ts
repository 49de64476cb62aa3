/** What a shell asks when the tab key is pressed. */
export const COMMANDS = {
  'autocomplete:bash': () => import('./commands/autocomplete/bash.js'),
  'autocomplete:zsh': () => import('./commands/autocomplete/zsh.js'),
  'autocomplete:fish': () => import('./commands/autocomplete/fish.js'),
  complete: () => import('./commands/complete.js'),
};
