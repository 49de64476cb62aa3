/** Whole configurations: files that describe everything. */
export const COMMANDS = {
  apply: () => import('./commands/apply.js'),
  export: () => import('./commands/export.js'),
  validate: () => import('./commands/validate.js'),
};
