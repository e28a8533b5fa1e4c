/**
 * Who an address counts as where something is counted by address. An IPv6 caller is given 2^64 addresses at once, so its /64
 * counts and not the address: whoever changes it with each request stays one caller.
 * @param address canonical, as `canonicalAddress` spells it
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));
