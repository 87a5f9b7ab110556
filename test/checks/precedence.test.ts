import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../src/checks/registry.ts';
import type { CheckId } from '../../src/model/report.ts';

const explainsOf = (id: CheckId): readonly CheckId[] => {
  const check = CHECKS.find((candidate) => candidate.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check.explains;
};

const DOWN: readonly CheckId[] = [
  'calico/peer-not-established',
  'cilium/peer-not-established',
  'kube-router/peer-not-established',
  'node/peer-not-established',
  'metallb/session-down',
  'bgp/session-flapping',
  'bgp/session-aborted',
  'bgp/no-routes',
  'route/bgp-route-missing',
  'route/pod-cidr-missing',
];
/** They are about the capture, or of sessions that work. */
const KEEPS_NOTHING_DOWN: readonly CheckId[] = [
  'bgp/session-flapping',
  'bgp/session-aborted',
  'bgp/connection-collision',
  'bgp/address-family-mismatch',
  'bgp/four-octet-as-unsupported',
  'bgp/capability-asymmetry',
  'bgp/reserved-as',
  'bgp/graceful-restart-defeated',
  'bgp/no-routes',
  'bgp/no-end-of-rib',
  'bgp/route-flapping',
  'bgp/route-withdrawn',
  'bgp/local-pref-on-ebgp',
  'bgp/reserved-community',
  'bgp/nonstandard-port',
];

/** They keep one down by way of the update-error that they explain. */
const KEEP_DOWN_BY_UPDATE_ERROR: readonly CheckId[] = ['bgp/as-path-loop', 'bgp/next-hop-invalid'];

/** The rows of the catalogue whose cause is a check here. */
describe('precedence', () => {
  const others = [...KEEPS_NOTHING_DOWN, ...KEEP_DOWN_BY_UPDATE_ERROR];
  const keepsDown = CHECKS.filter(({ id }) => id.startsWith('bgp/') && !others.includes(id));
  test.each(keepsDown.map(({ id }) => [id]))('%s explains what follows when a session is down', (id) => {
    expect(explainsOf(id)).toEqual(expect.arrayContaining([...DOWN]));
  });

  test.each<[CheckId, readonly CheckId[]]>([
    ['bgp/session-aborted', ['bgp/session-flapping']],
    ['bgp/no-common-address-family', ['bgp/capability-unsupported']],
    [
      'bgp/mp-bgp-unsupported',
      ['bgp/four-octet-as-unsupported', 'bgp/address-family-mismatch', 'bgp/capability-asymmetry', 'bgp/fsm-error'],
    ],
    ['bgp/ttl-mismatch', ['bgp/tcp-no-answer', 'bgp/closed-before-open']],
    ['bgp/tcp-auth-mismatch', ['bgp/tcp-no-answer', 'bgp/closed-before-open']],
    ['bgp/tcp-unreachable', ['bgp/tcp-no-answer', 'bgp/closed-before-open']],
    ['bgp/no-open', ['bgp/hold-timer-expired']],
    ['bgp/mtu-black-hole', ['bgp/hold-timer-expired', 'bgp/send-hold-timer-expired', 'bgp/session-aborted']],
    ['bgp/zero-window', ['bgp/hold-timer-expired', 'bgp/send-hold-timer-expired', 'bgp/session-aborted']],
    ['bgp/packet-loss', ['bgp/hold-timer-expired', 'bgp/send-hold-timer-expired', 'bgp/session-aborted']],
    ['bgp/cease-max-prefixes', ['bgp/tcp-refused', 'bgp/cease-connection-rejected', 'bgp/tcp-no-answer']],
    ['bgp/cease-peer-deconfigured', ['bgp/tcp-refused', 'bgp/cease-connection-rejected', 'bgp/tcp-no-answer']],
    ['bgp/tcp-no-answer', ['bgp/cease-bfd-down', 'bgp/hold-timer-expired']],
    ['bgp/tcp-unreachable', ['bgp/cease-bfd-down', 'bgp/hold-timer-expired']],
    ['bgp/malformed-message', ['bgp/update-error', 'bgp/header-error']],
    ['bgp/as-path-loop', ['bgp/update-error', 'bgp/header-error']],
    ['bgp/next-hop-invalid', ['bgp/update-error', 'bgp/header-error']],
  ])('%s', (id, explains) => {
    expect(explainsOf(id)).toEqual(expect.arrayContaining([...explains]));
  });

  test.each(CHECKS.filter(({ docs }) => docs.what.startsWith('A side sends NOTIFICATION')).map(({ id }) => [id]))(
    '%s explains the 5/x that FRR sends back, and what its connection looks like',
    (id) => {
      expect(explainsOf(id)).toEqual(
        expect.arrayContaining(['bgp/closed-before-open', 'bgp/closed-before-established', 'bgp/fsm-error']),
      );
    },
  );

  test('what keeps nothing down explains nothing but flaps', () => {
    for (const id of KEEPS_NOTHING_DOWN)
      expect(explainsOf(id).filter((other) => other !== 'bgp/session-flapping')).toEqual([]);
  });
});
