import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isTrusted, refusedAddress } from './network-guard.ts';
import type { NetworkPolicy } from './network-guard.ts';

/** A name resolved to an address that may not be dialled. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
}

/**
 * A resolver for sockets that answers only addresses the policy allows. It judges what is dialled, at the moment it is
 * dialled, so a name that changes its address between two looks gains nothing; one refused address refuses the name.
 */
export function guardedLookup(policy: NetworkPolicy): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const here = isTrusted(hostname.replace(/\.$/, '').toLowerCase(), policy);
      const judged = here ? { allowPrivateNetwork: true } : policy;
      for (const { address } of addresses) {
        const refused = refusedAddress(address, judged);
        if (refused !== null) return callback(new RefusedAddressError(refused), '');
      }
      const [first] = addresses;
      if (!first) return callback(new RefusedAddressError(`${hostname} has no address`), '');
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
}
