import type { Check } from '../define-check.ts';
import { action } from '../remedies/actions.ts';
import { rfc } from '../rfc.ts';
import { seconds } from '../words.ts';
import { defineSessionCheck } from './define-session-check.ts';
import { lossesOf, MANY_LOSSES } from './losses.ts';

export const sessionFlapping: Check = defineSessionCheck({
  id: 'bgp/session-flapping',
  severity: 'error',
  explains: [],
  docs: {
    what: 'The same pair goes up and down three times or more in the capture.',
    why:
      'Each time all routes of the neighbour are withdrawn and learned again, and traffic is lost or wanders. It stands alone only where nothing in the capture explains the losses: what ends the connections ' +
      'has a finding of its own otherwise, and this one is shown as its consequence. Attempts that never came up are no flaps.',
    remedy: [
      action('read-log', { on: 'SIDE', peer: 'PEER' }),
      action('read-log', { on: 'PEER', peer: 'SIDE' }),
      action('check-path', { on: 'SIDE', peer: 'PEER' }),
    ],
    references: [rfc(4271, '8.1.1'), rfc(4271, '8.2.2')],
  },
  judge(session) {
    const lost = lossesOf(session);
    const [first] = lost;
    const last = lost.at(-1);
    if (lost.length < MANY_LOSSES || first === undefined || last === undefined) return [];
    const on = session.local.address;
    const peer = session.remote.address;
    return [
      {
        title: `The session of ${on} and ${peer} came up and was lost ${lost.length} times; first and last loss lie ${seconds(last.seconds - first.seconds)} apart.`,
        cause: 'The capture does not show why: no NOTIFICATION, no silence that the hold time ends.',
        remedy: [
          action('read-log', { on, peer }),
          action('read-log', { on: peer, peer: on }),
          action('check-path', { on, peer }),
        ],
        evidence: lost,
        blame: null,
      },
    ];
  },
});
