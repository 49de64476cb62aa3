// Puts the command line into dist/cli with the packages that it uses, a part of `npm run build`: Node.js takes longer to
// find and read two hundred small files than to run what they hold.
import { build } from 'esbuild';
import { ROOT } from './lib/run.mjs';

await build({
  absWorkingDir: ROOT,
  // What bin/run.js and package.json name; and the commands, so that each has a file of its own name. What several of
  // them need goes into chunks.
  entryPoints: [
    'cli/index.ts',
    'cli/lazy-commands.ts',
    'cli/help.ts',
    'cli/lib/main.ts',
    'cli/hooks/*.ts',
    'cli/plugins/*/commands/**/*.ts',
  ],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'cli/chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The server is compiled file by file. oclif asks for the compiler where plugins are developed. yaml is CommonJS and
  // imported when it is needed: of such a package a bundle knows no names, but for its default.
  external: ['../../../../server/*', 'typescript', 'yaml'],
  // oclif is CommonJS and requires what Node.js has.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  // Errors of oclif's parser are told apart by the names of their classes.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});
