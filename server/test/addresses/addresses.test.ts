import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalAddress } from '../../src/addresses/canonical-address.ts';
import { networkOf } from '../../src/addresses/network-of.ts';
import { forwardedSource, isProxyRange, trustedProxies } from '../../src/addresses/trusted-proxies.ts';

describe('the spelling of an address', () => {
  for (const [spelling, canonical] of [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
    ['::', '::'],
  ] as const)
    test(`${spelling} is ${canonical}`, () => assert.equal(canonicalAddress(spelling), canonical));

  for (const text of [
    '',
    'localhost',
    '192.0.2',
    '192.0.2.07',
    '0x7f.1',
    '1.2.3.4.5',
    '[::1]',
    '2001:db8::1::2',
    ':::',
  ])
    test(`${JSON.stringify(text)} is no address`, () => assert.equal(canonicalAddress(text), undefined));
});

describe('whom an address counts as', () => {
  test('an IPv4 address is itself', () => assert.equal(networkOf('192.0.2.7'), '192.0.2.7'));

  test('every spelling of every address of a /64 is one caller, and the next /64 is another', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 4, maxLength: 4 }),
        fc.array(group, { minLength: 8, maxLength: 8 }),
        (net, hosts) => {
          const spell = (groups: readonly number[], digits: number) =>
            groups.map((value) => value.toString(16).padStart(digits, '0').toUpperCase()).join(':');
          const network = (text: string) => networkOf(canonicalAddress(text) ?? assert.fail(text));
          // What carries an IPv4 address is that address.
          fc.pre(net.some((value) => value !== 0));
          const one = network(spell([...net, ...hosts.slice(0, 4)], 0));
          assert.equal(network(spell([...net, ...hosts.slice(4)], 4)), one);
          const next = net.with(3, (net[3] ?? 0) ^ 1);
          fc.pre(next.some((value) => value !== 0));
          assert.notEqual(network(spell([...next, ...hosts.slice(0, 4)], 0)), one);
        },
      ),
    );
  });
});

describe('trusted proxies', () => {
  const proxies = trustedProxies(['10.0.0.0/8', '192.0.2.1', '2001:db8:ffff::/48']);
  for (const [what, peer, header, source] of [
    ['a stranger’s header is not believed', '198.51.100.9', '203.0.113.7', '198.51.100.9'],
    ['a proxy without a header speaks for itself', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy names its caller', '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    [
      'what the caller wrote itself, further left, is not believed',
      '10.0.0.1',
      '127.0.0.1, 203.0.113.7',
      '203.0.113.7',
    ],
    [
      'a chain is followed from the right, as far as it is trusted',
      '10.0.0.1',
      '1.1.1.1, 203.0.113.7, 10.2.2.2,192.0.2.1',
      '203.0.113.7',
    ],
    ['a chain of trusted hops alone comes from the first of them', '10.0.0.1', '10.3.3.3, 10.2.2.2', '10.3.3.3'],
    ['what is no address ends the walk', '10.0.0.1', '203.0.113.7, unknown', '10.0.0.1'],
    ['an empty entry ends the walk', '10.0.0.1', '203.0.113.7,', '10.0.0.1'],
    ['a port is left out', '10.0.0.1', '203.0.113.7:4711', '203.0.113.7'],
    ['a port is left out of an IPv6 address', '10.0.0.1', '[2001:DB8::7]:4711', '2001:db8::7'],
    ['a proxy is known in IPv6 too, and IPv4 in IPv6 is IPv4', '2001:db8:ffff::1', '::ffff:203.0.113.7', '203.0.113.7'],
  ] as const)
    test(what, () => assert.equal(forwardedSource(peer, header, proxies), source));

  for (const entry of ['10.0.0.0/8', '192.0.2.1', '::1', '2001:db8::/32', '192.0.2.1/32'])
    test(`${entry} may be configured`, () => assert.ok(isProxyRange(entry)));
  for (const entry of [
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0/8',
    'proxy.example',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '*',
    'fe80::1%eth0',
  ])
    test(`${entry} may not`, () => assert.ok(!isProxyRange(entry)));
});
