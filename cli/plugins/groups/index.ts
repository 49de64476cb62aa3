/** Parts of what is offered, under endpoints of their own. */
export const COMMANDS = {
  'create:group': () => import('./commands/create/group.js'),
  'delete:group': () => import('./commands/delete/group.js'),
  'get:group': () => import('./commands/get/group.js'),
  'list:groups': () => import('./commands/list/groups.js'),
  'update:group': () => import('./commands/update/group.js'),
};
