import fc from 'fast-check';
import {
  GRANT_PATTERN,
  GROUP_NAME,
  IDENTITY_NAME,
  ITEM_NAME,
  type NameRule,
  SERVER_NAME,
} from '../../api/limits.js';
import type { JsonDocument } from '../../definitions/shape.js';
import type { DefinitionsByKind } from '../../definitions/write-definitions.js';

/** Text that may be taken for something else, mixed with any other. */
const odd = fc.constantFrom(
  '${',
  '$${',
  '${HOME}',
  '${}',
  '}',
  '***',
  '~',
  '\\',
  '"',
  '__proto__',
  '💥',
  '\u2028',
);
export const anyText = fc
  .array(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 })), {
    maxLength: 4,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Names as a rule has them, such as differ in case alone or are a device of Windows. */
function name(rule: NameRule): fc.Arbitrary<string> {
  const awkward = fc.constantFrom(
    'con',
    'NUL',
    'Con',
    'a-b',
    'a_b',
    'A-b',
    'aux.x',
    'a.',
    '1',
    'lpt1',
    'x@y+z',
  );
  const short = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,6}$/);
  return fc.oneof(awkward, short).filter((text) => rule.pattern.test(text));
}

const absent = fc.constantFrom(undefined, null);
const maybe = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: absent });
const description = maybe(anyText);
const listOf = (value: fc.Arbitrary<string>) => maybe(fc.uniqueArray(value, { maxLength: 3 }));
const following = ({ pattern }: NameRule) => anyText.filter((text) => pattern.test(text));

const visible = fc
  .oneof(fc.stringMatching(/^[\x21-\x7e]{1,20}$/), fc.constantFrom('${', '$${X}', '${X}'))
  .filter((text) => text !== '***');
const header = fc.stringMatching(/^X-[!#$%&'*+.^_`|~0-9A-Za-z-]{1,6}$/);
const headers = fc
  .dictionary(header, fc.oneof(visible, fc.constant('')), { maxKeys: 3 })
  .filter(
    (all) => new Set(Object.keys(all).map((key) => key.toLowerCase())).size === Object.keys(all).length,
  );
const variable = anyText.filter((text) => text !== '' && !text.includes('='));
const environment = fc.dictionary(
  variable,
  anyText.filter((text) => text !== '***'),
  { maxKeys: 3 },
);

const common = {
  description,
  session_mode: fc.constantFrom('stateless', 'stateful', 'per_call'),
  protocol: fc.constantFrom('auto', 'legacy'),
  timeout_sec: maybe(fc.integer({ min: 1, max: 86_400 })),
  audit_arguments: maybe(
    fc.oneof(
      fc.boolean(),
      fc.record({ redact: fc.array(fc.constantFrom('email', '${X}', '$${'), { maxLength: 2 }) }),
    ),
  ),
};

const remote = fc.record({
  name: name(SERVER_NAME),
  transport: fc.constantFrom('streamable_http', 'sse'),
  url: fc.constantFrom('http://127.0.0.1:1/mcp', 'https://example.com/${A}/mcp?x=$${B}'),
  bearer_token: maybe(visible),
  headers: maybe(headers),
  auth: fc.constantFrom('shared', 'per_user'),
  oauth_redirect_uri: maybe(fc.constant('https://example.com/${callback}')),
  oauth_client_id: fc.stringMatching(/^[\x21-\x7e]{1,8}$/),
  oauth_client_secret: maybe(visible),
  oauth_scopes: listOf(fc.stringMatching(/^[a-z:]{1,6}$/)),
  tls_ca_file: maybe(fc.constant('/etc/${ca}.pem')),
  tls_insecure_skip_verify: maybe(fc.boolean()),
  ...common,
});

const local = fc.record({
  name: name(SERVER_NAME),
  transport: fc.constant('stdio'),
  command: anyText.filter((text) => text !== ''),
  args: maybe(fc.array(anyText, { maxLength: 3 })),
  env: maybe(environment),
  cwd: maybe(fc.constant('/srv/${x}')),
  ...common,
});

const item = following(ITEM_NAME);
const group = fc.record({
  name: name(GROUP_NAME),
  description,
  included_tools: listOf(item),
  included_servers: listOf(name(SERVER_NAME)),
  excluded_tools: listOf(item),
  included_prompts: listOf(item),
  excluded_prompts: listOf(item),
  included_resources: listOf(item),
  excluded_resources: listOf(item),
});

const pattern = following(GRANT_PATTERN);
const client = fc.record({
  name: name(IDENTITY_NAME),
  description,
  allowed_servers: listOf(fc.oneof(fc.constant('*'), name(SERVER_NAME))),
  allowed_tools: listOf(pattern),
  denied_tools: listOf(pattern),
  allowed_groups: listOf(name(GROUP_NAME)),
  owner: maybe(name(IDENTITY_NAME)),
  rate_limit_rpm: maybe(fc.integer({ min: 1, max: 1_000_000 })),
});

const user = fc.record({ name: name(IDENTITY_NAME), role: fc.constantFrom('admin', 'user') });

const several = <T extends { name: string }>(one: fc.Arbitrary<T>): fc.Arbitrary<JsonDocument[]> =>
  fc.uniqueArray(one, { selector: ({ name: own }) => own, maxLength: 5 });

/** Whole configurations that are right, and as odd as they may be. */
export const anyDefinitions: fc.Arbitrary<DefinitionsByKind> = fc.record({
  server: several(fc.oneof(remote, local) as fc.Arbitrary<{ name: string }>),
  group: several(group),
  'mcp-client': several(client),
  user: several(user),
});
