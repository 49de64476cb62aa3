import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The order in which the server's modules may import each other: each one those before it, never those
 * after it. `common`, `config`, `wire` and `events` are free for all. See docs/architecture.md.
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
  'the SDK stays behind upstream/ and upstream-auth/; the data path relays bytes',
);

function layerRules() {
  return LAYERS.flatMap((folders, level) => {
    const later = LAYERS.slice(level + 1).flat();
    return folders.map((folder) => {
      const siblings = level === 0 ? [] : folders.filter((other) => other !== folder);
      const barred = [...later, ...siblings];
      // The list of tables names every module's entities, and nothing else of theirs.
      const spared = folder === 'database' ? '(?!.*\\.entity\\.js$)' : '';
      return {
        files: [`server/${folder}/**/*.ts`],
        ignores: ['**/*.spec.ts'],
        rules: restricted([
          CLI,
          ...(['upstream', 'upstream-auth'].includes(folder) ? [] : [SDK]),
          ...(folder === 'database' ? [] : [TYPEORM]),
          ...(barred.length > 0
            ? [
                forbid(
                  `/(${barred.join('|')})/${spared}`,
                  `${folder} may not import a module that stands above it`,
                ),
              ]
            : []),
        ]),
      };
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
    // Entities and repositories are where TypeORM lives in a module.
    files: ['server/**/*.entity.ts', 'server/**/*.repository.ts'],
    rules: restricted([CLI, SDK]),
  },
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
