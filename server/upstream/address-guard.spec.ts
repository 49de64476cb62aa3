import { describe, expect, it } from '@jest/globals';
import type { LookupAddress } from 'node:dns';
import type { AppConfig } from '../config/app-config.js';
import { AddressGuard, DeniedAddressError } from './address-guard.js';

const UPSTREAM_DENY_CIDRS = ['10.0.0.0/8', '192.0.2.7', 'fe80::/10', '::1/128', '127.0.0.0/8'];
const guard = new AddressGuard({ UPSTREAM_DENY_CIDRS } as AppConfig);
const open = new AddressGuard({ UPSTREAM_DENY_CIDRS: [] as string[] } as AppConfig);

describe('AddressGuard', () => {
  it.each([
    '10.0.0.1',
    '10.255.255.255',
    '192.0.2.7',
    'fe80::1',
    'febf::1',
    '::1',
    '::ffff:10.1.2.3',
    '::ffff:a01:203',
  ])('denies %s', (address) => {
    expect(() => guard.assertAllowed(address)).toThrow(DeniedAddressError);
  });

  it.each(['11.0.0.1', '192.0.2.8', 'fec0::1', '::2', '::ffff:11.1.2.3', 'example.com', '10.example.com'])(
    'lets %s pass',
    (host) => {
      expect(() => guard.assertAllowed(host)).not.toThrow();
    },
  );

  it('looks names up as the system does', async () => {
    expect(await lookup(open, { all: false })).toMatch(/^(127\.0\.0\.1|::1)$/);
    const found = (await lookup(open, { all: true })) as LookupAddress[];
    expect(found.map(({ address }) => address)).toContain(await lookup(open, { all: false }));
  });

  it('denies a name by the addresses it has', async () => {
    await expect(lookup(guard, { all: false })).rejects.toThrow(DeniedAddressError);
    await expect(lookup(guard, { all: true })).rejects.toThrow(
      'is in a range that UPSTREAM_DENY_CIDRS denies',
    );
  });

  it('passes on that a name is not known', async () => {
    await expect(lookup(guard, { all: true }, 'no-such-host.invalid')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
  });
});

function lookup(
  by: AddressGuard,
  options: { all: boolean },
  name = 'localhost',
): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    by.lookup(name, options, (error, found) => (error ? reject(error) : resolve(found)));
  });
}
