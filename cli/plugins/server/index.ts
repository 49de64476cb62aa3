/** Running a server, and being somebody to it. */
export const COMMANDS = {
  start: () => import('./commands/start.js'),
  'init-server': () => import('./commands/init-server.js'),
  login: () => import('./commands/login.js'),
  logout: () => import('./commands/logout.js'),
  whoami: () => import('./commands/whoami.js'),
  status: () => import('./commands/status.js'),
  version: () => import('./commands/version.js'),
};
