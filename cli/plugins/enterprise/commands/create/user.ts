import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { CreatedUserView, CreateUserRequest, UserRole } from '../../../../../api/identities.js';
import { suppliedToken, typedToken } from '../../../../lib/access-token.js';
import { BaseCommand } from '../../../../lib/base-command.js';
import { readDefinition } from '../../../../lib/definition-file.js';
import { confFlag } from '../../../../lib/definition-flags.js';
import { durationTextFlag } from '../../../../lib/duration.js';
import { UsageError } from '../../../../lib/errors.js';
import { USER_FILE, type UserFile } from '../../../../../definitions/shapes.js';

export default class CreateUser extends BaseCommand<typeof CreateUser> {
  static override summary = 'Create a user and print how they sign in.';
  static override description =
    'A user is a person who looks at servers and calls tools; an admin also manages them. A generated access token is printed once. A user from a file needs access_token or access_token_ref in it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> alice',
    '<%= config.bin %> <%= command.id %> bob --role admin --expires-in 90d',
    '<%= config.bin %> <%= command.id %> --conf alice.json',
  ];
  static override args = {
    username: Args.string({ ignoreStdin: true, description: 'their name, unique; not needed with --conf' }),
  };
  static override flags = {
    'access-token': Flags.string({
      helpValue: '<token>',
      description: 'a token of your own; `-` reads it from standard input (default: one is generated)',
    }),
    role: Flags.string({
      options: ['user', 'admin'] satisfies UserRole[],
      description: 'what they may do (default: user)',
    }),
    'expires-in': durationTextFlag({
      description: 'how long the token lives, such as 90d (default: for ever)',
    }),
    conf: confFlag(),
  };

  async run(): Promise<CreatedUserView> {
    const request = await this.request();
    const api = await this.api();
    const user = await api.call('POST /api/v0/users', { body: request });
    this.log(`User ${user.username} is created, with the role ${user.role}. They sign in with this command:`);
    this.log(`  mcpjungle login ${user.access_token}`);
    this.log(`On another machine they add --registry with the address of this server.`);
    return user;
  }

  private async request(): Promise<CreateUserRequest> {
    const { conf, role, 'access-token': token, 'expires-in': expiresIn } = this.flags;
    if (conf !== undefined) return this.fromFile(conf);
    if (this.args.username === undefined)
      throw new UsageError('missing argument: USERNAME, or --conf <file>');
    return {
      username: this.args.username,
      role: role as UserRole | undefined,
      access_token: token === undefined ? undefined : await typedToken(token),
      expires_in: expiresIn,
    };
  }

  private async fromFile(path: string): Promise<CreateUserRequest> {
    this.warnIgnored(path);
    const { name, role, expires_in, ...token } = await readDefinition<UserFile>(path, USER_FILE);
    return { username: name, role, expires_in, access_token: await suppliedToken(token, path) };
  }
}
