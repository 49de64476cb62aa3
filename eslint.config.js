import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The order in which the server's modules may import each other: each one those before it, never those
 * after it, and not its neighbours, but for the first ones. See docs/architecture.md.
 */
const LAYERS = [
  ['wire', 'events', 'common'],
  ['secrets'],
  ['config'],
  ['logging'],
  ['bus', 'tracing'],
  ['database'],
  ['users', 'mcp-clients', 'upstream'],
  ['auth'],
  ['upstream-auth'],
  ['registry'],
  ['tool-groups'],
  ['policy'],
  ['gateway', 'configurations'],
  ['audit', 'health', 'metrics', 'front-door', 'api-document'],
];

const forbid = (regex, message) => ({ regex, message });

const TYPEORM = forbid('^typeorm$', 'typeorm belongs in *.entity.ts, *.repository.ts and database/');
const CLI = forbid('/cli/|^@oclif/', 'the server knows nothing of the command line');
const SDK = forbid(
  '^@modelcontextprotocol/',
  'the SDK stays behind upstream-auth/; the data path relays bytes',
);

/** Imports that name an entity are spared: the list of tables names every one, a foreign key that of another table. */
const BUT_ENTITIES = '(?!.*\\.entity\\.js$)';

function layerRules() {
  return LAYERS.flatMap((folders, level) => {
    const later = LAYERS.slice(level + 1).flat();
    return folders.flatMap((folder) => {
      const siblings = level === 0 ? [] : folders.filter((other) => other !== folder);
      const barred = [...later, ...siblings];
      const layers = (spared) =>
        barred.length === 0
          ? []
          : [
              forbid(
                `/(${barred.join('|')})/${spared}`,
                `${folder} may not import a module that stands above it or beside it`,
              ),
            ];
      const isDatabase = folder === 'database';
      const everywhere = [CLI, ...(folder === 'upstream-auth' ? [] : [SDK])];
      const usual = [...everywhere, ...layers(isDatabase ? BUT_ENTITIES : '')];
      const files = (ending) => [`server/${folder}/**/*${ending}`];
      return [
        {
          files: files('.ts'),
          ignores: ['**/*.spec.ts'],
          rules: restricted([...usual, ...(isDatabase ? [] : [TYPEORM])]),
        },
        { files: files('.repository.ts'), rules: restricted(usual) },
        { files: files('.entity.ts'), rules: restricted([...everywhere, ...layers(BUT_ENTITIES)]) },
      ];
    });
  });
}

function restricted(patterns) {
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] };
}

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'test/conformance/node_modules/', 'coverage/'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['api/**/*.ts'],
    rules: restricted([forbid('^[^.]|/(server|cli)/', 'the contract imports nothing')]),
  },
  {
    // What files may say is the same for the command line, which sends them, and the server, which watches a folder.
    files: ['definitions/**/*.ts'],
    rules: restricted([forbid('/(server|cli)/', 'definitions know the contract alone')]),
  },
  {
    files: ['cli/**/*.ts'],
    rules: restricted([forbid('\\.\\./server/', 'the command line talks to the server over REST')]),
  },
  {
    // Commands ask cli/lib for what the environment says.
    files: ['cli/**/*.ts'],
    ignores: ['cli/lib/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'ask cli/lib' }],
    },
  },
  ...layerRules(),
  {
    files: ['server/*.ts', 'ormconfig.ts'],
    rules: restricted([CLI, SDK]),
  },
  {
    // process.env is read in one place; everything else gets the validated configuration.
    files: ['server/**/*.ts'],
    ignores: ['server/config/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'ask AppConfig' }],
    },
  },
  {
    files: ['test/**/*.ts', '**/*.spec.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        process: 'readonly',
        exports: 'writable',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        clearTimeout: 'readonly',
      },
    },
    rules: { ...tseslint.configs.disableTypeChecked.rules, 'no-console': 'off' },
  },
  prettier,
);
