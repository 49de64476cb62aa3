import InitServer from './commands/init-server.js';
import Login from './commands/login.js';
import Logout from './commands/logout.js';
import Start from './commands/start.js';
import Version from './commands/version.js';
import Whoami from './commands/whoami.js';

/** Running a server, and being somebody to it. */
export const COMMANDS = {
  start: Start,
  'init-server': InitServer,
  login: Login,
  logout: Logout,
  whoami: Whoami,
  version: Version,
};
