/** Which addresses are on the public internet: everything else is somebody's inside (IANA special-purpose registries). */

import { BlockList, isIP } from 'node:net';

/** IPv4 that is not public. */
const PRIVATE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** IPv6 has one public block; these parts of it lead elsewhere (Teredo, 6to4) or nowhere. */
const PUBLIC_6 = '2000::/3';
const PRIVATE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const private4 = listOf(PRIVATE_4);
const public6 = listOf([PUBLIC_6]);
const private6 = listOf(PRIVATE_6);

/** True for `10.1.0.0/16`, `fd00::/8` and the like. */
export function isNetwork(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bitsOf(version);
}

/** `inside`: not public, and in a network that an operator allowed. */
export type Reach = 'public' | 'inside' | 'refused';

/** Where a numeric address is. */
export type NetworkRule = (address: string) => Reach;

export function createNetworkRule(allowed: readonly string[]): NetworkRule {
  const exceptions = listOf(allowed);
  return (address) => {
    if (isPublic(address)) return 'public';
    return isIn(exceptions, address) ? 'inside' : 'refused';
  };
}

function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !isIn(private4, address);
  return version === 6 && isIn(public6, address) && !isIn(private6, address);
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

function bitsOf(version: number): number {
  return version === 4 ? 32 : 128;
}
