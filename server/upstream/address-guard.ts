import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';

/** A connection was about to be made to an address that `UPSTREAM_DENY_CIDRS` denies. */
export class DeniedAddressError extends Error {
  constructor(readonly address: string) {
    super(`${address} is in a range that UPSTREAM_DENY_CIDRS denies`);
  }
}

/**
 * Keeps outgoing connections away from the denied address ranges. It judges the address that is dialled, not
 * the name that was registered: what a name resolves to can change in between.
 */
@Injectable()
export class AddressGuard {
  private readonly denied = new BlockList();

  constructor(config: AppConfig) {
    for (const cidr of config.UPSTREAM_DENY_CIDRS) {
      const [address, bits] = cidr.split('/') as [string, string | undefined];
      const isV6 = isIP(address) === 6;
      this.denied.addSubnet(address, Number(bits ?? (isV6 ? 128 : 32)), isV6 ? 'ipv6' : 'ipv4');
    }
  }

  /** @param host a name or an address; names pass here, for their addresses come through {@link lookup} */
  assertAllowed(host: string): void {
    const family = isIP(host);
    // An IPv4 range denies its IPv4-mapped IPv6 form too: BlockList sees to that.
    if (family !== 0 && this.denied.check(host, family === 6 ? 'ipv6' : 'ipv4')) {
      throw new DeniedAddressError(host);
    }
  }

  /** For `net.connect`: the system's look-up, which fails when any address found is denied. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    systemLookup(hostname, options, (error, found: string | LookupAddress[], family?: number) => {
      if (error) return callback(error, found, family);
      try {
        for (const { address } of typeof found === 'string' ? [{ address: found }] : found) {
          this.assertAllowed(address);
        }
      } catch (denied) {
        return callback(denied as Error, found, family);
      }
      callback(null, found, family);
    });
  };
}
