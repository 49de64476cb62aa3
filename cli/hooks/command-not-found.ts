import type { Hook } from '@oclif/core/hooks';
import { unknownCommand } from '../lib/unknown-command.js';

/** Words that name no command: the nearest one is suggested, nothing is asked. */
const commandNotFound: Hook<'command_not_found'> = function ({ id, config }) {
  throw unknownCommand(id, config);
};

export default commandNotFound;
