import Sequencer from '@jest/test-sequencer';

/**
 * Unit specs come last: they take a moment each, so that no worker is left alone with a long file at the end. The
 * others stay in jest's order, longest first as far as it knows.
 */
export default class UnitSpecsLast extends Sequencer {
  sort(tests) {
    const isUnit = ({ context }) => context.config.displayName?.name === 'unit';
    return super.sort(tests).sort((a, b) => isUnit(a) - isUnit(b));
  }
}
