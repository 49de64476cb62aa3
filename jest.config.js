const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^content-disposition$': '<rootDir>/test/support/content-disposition.cjs',
  },
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};
const suite = (displayName, folder) => ({
  ...common,
  displayName,
  testMatch: [`<rootDir>/test/${folder}/**/*.spec.ts`],
});

export default {
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testSequencer: '<rootDir>/test/support/sequencer.mjs',
  testTimeout: 120_000,
  // Modules of every file stay in a worker's memory; beyond this, collecting garbage costs more than a new worker.
  workerIdleMemoryLimit: '1GB',
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{api,definitions,server,cli}/**/*.spec.ts'] },
    suite('e2e', 'e2e'),
    suite('gateway', 'gateway'),
    suite('cli', 'cli'),
    suite('database', 'database'),
    suite('security', 'security'),
    suite('pins', 'pins'),
    { ...suite('conformance', 'conformance'), globalSetup: '<rootDir>/test/conformance/install-suite.mjs' },
  ],
};
