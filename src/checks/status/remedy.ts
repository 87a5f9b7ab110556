import type { Reason } from '../../model/peer-status.ts';
import { type Action, type ActionId, action } from '../remedies/actions.ts';

interface Ends {
  readonly on: string;
  readonly peer: string;
}
type Step = readonly [id: ActionId, where: 'here' | 'there'];

/** By the code of the reason. `here` is the speaker that tells, `there` its peer. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  '2/3': [['set-router-id', 'here']],
  '2/6': [['keep-hold-time-legal', 'here']],
  '2/7': [['activate-families', 'here']],
  '2/8': [['activate-families', 'here']],
  '4/0': [
    ['check-path', 'here'],
    ['check-process', 'there'],
  ],
  '6/5': [['add-neighbor', 'there']],
  'no-answer': [
    ['check-route', 'here'],
    ['open-firewall', 'there'],
    ['agree-on-password', 'here'],
  ],
  'no-family': [['activate-families', 'here']],
  'no-id': [['set-router-id', 'here']],
  'no-route': [['check-route', 'here']],
  passive: [['open-firewall', 'here']],
  refused: [
    ['start-listening', 'there'],
    ['add-neighbor', 'there'],
  ],
  shut: [
    ['end-the-shutdown', 'here'],
    ['nothing-if-intended', 'here'],
  ],
  unreachable: [
    ['check-route', 'here'],
    ['open-firewall', 'there'],
  ],
};

/** Of a NOTIFICATION it matters who sent it: that side expects something else. */
const BY_OBJECTOR: Readonly<Record<string, readonly ActionId[]>> = {
  '2/2': ['set-peer-as'],
  '2/4': ['upgrade-router'],
  '6/1': ['raise-max-prefixes'],
  '6/2': ['end-the-shutdown'],
  '6/3': ['restore-neighbor'],
};

/** The last step is always the one that proves what a status can only say. */
export function remedyOf(reason: Reason | null, { on, peer }: Ends): readonly Action[] {
  const code = reason?.code ?? '';
  const here = { on, peer };
  const there = { on: peer, peer: on };
  const [objector, other] = reason?.kind === 'notification-received' ? [there, here] : [here, there];
  return [
    ...(STEPS[code] ?? []).map(([id, where]) => action(id, where === 'here' ? here : there)),
    ...(BY_OBJECTOR[code] ?? []).map((id) => action(id, objector)),
    ...(code === '2/2' ? [action('set-local-as', other)] : []),
    ...(code === 'shut' ? [] : [action('capture-session', here)]),
  ];
}
