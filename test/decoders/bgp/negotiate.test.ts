import { expect, test } from 'vitest';
import type { BgpOpen } from '../../../src/decoders/bgp/message.ts';
import { negotiate } from '../../../src/decoders/bgp/negotiate.ts';
import type { Capability } from '../../../src/model/session.ts';

const openWith = (...capabilities: readonly Capability[]): BgpOpen => ({
  version: 4,
  myAs: 64_512,
  as: 64_512,
  holdTime: 90,
  bgpId: '10.0.0.1',
  capabilities,
  otherParameters: [],
});

test('messages to whoever announces extended messages may be long, whatever the sender announces (RFC 8654 §4)', () => {
  const takesLong = openWith({ code: 6, name: 'extended-message' });
  expect(negotiate(takesLong, openWith()).extendedMessage).toEqual([false, true]);
  expect(negotiate(openWith(), takesLong).extendedMessage).toEqual([true, false]);
});
