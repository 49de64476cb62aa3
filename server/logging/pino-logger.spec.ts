import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryLog } from '../../test/support/memory-log.js';
import { requestContext, withinRequest } from './request-context.js';
import { scrub } from './scrub.js';

const TOKEN = `mcpj_c_${'k'.repeat(43)}`;

describe('the log', () => {
  it('is a line of JSON an event, with the request it belongs to', () => {
    const log = new MemoryLog();
    log.logger.log('started', 'Server');
    withinRequest(requestContext('req-7'), () => log.logger.warn('odd', 'Auth'));
    expect(log.lines).toEqual([
      { level: 'info', time: expect.any(String), context: 'Server', msg: 'started' },
      { level: 'warn', time: expect.any(String), context: 'Auth', request: 'req-7', msg: 'odd' },
    ]);
  });

  it('keeps to its level, and has the framework’s own news at debug', () => {
    const log = new MemoryLog('info');
    log.logger.debug('detail', 'Server');
    log.logger.verbose('detail', 'Server');
    log.logger.log('Mapped {/x, GET} route', 'RouterExplorer');
    expect(log.text).toBe('');
    log.logger.error('failed', 'Error: failed\n  at here', 'Server');
    expect(log.lines).toMatchObject([{ level: 'error', stack: 'Error: failed\n  at here', msg: 'failed' }]);
  });

  it('is for eyes when it is to be pretty', () => {
    const log = new MemoryLog('info', 'pretty');
    log.logger.log('started', 'Server');
    expect(log.text).toMatch(/INFO.*started/);
  });

  it('shows no credential, wherever it stands', () => {
    const log = new MemoryLog();
    log.logger.log({
      message: `token ${TOKEN}`,
      access_token: 'plain-custom-token',
      note: `Bearer ${TOKEN}`,
      headers: { 'x-api-key': 'hush' },
      server: { bearer_token: 'ghp_secret' },
    });
    log.logger.error(new Error(`refused: Authorization: Bearer abc.def-ghi_jkl`));
    for (const secret of [TOKEN, 'plain-custom-token', 'hush', 'ghp_secret', 'abc.def']) {
      expect(log.text).not.toContain(secret);
    }
    expect(log.lines).toHaveLength(2);
  });

  it('scrubs a token from any text around it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(scrub(`${before} ${TOKEN} ${after}`)).not.toContain(TOKEN);
      }),
    );
  });
});
