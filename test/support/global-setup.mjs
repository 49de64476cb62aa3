import { randomUUID } from 'node:crypto';

/** Marks every process that the tests start, so that the teardown finds what was left running. */
export default function setup() {
  process.env.MCPJUNGLE_TEST_RUN = randomUUID();
}
