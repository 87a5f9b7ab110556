import { expect, test } from 'vitest';
import { action, distinctActions } from '../../../src/checks/remedies/actions.ts';

const A = '192.168.10.11';
const B = '192.168.10.1';

test('what is told to both ends at once is told once', () => {
  const both = [action('agree-on-roles', { on: A, peer: B }), action('agree-on-roles', { on: B, peer: A })];
  expect(distinctActions(both)).toEqual([both[0]]);
});

test('what each end has to do on its own stays, with the AS number that it is about', () => {
  const each = [
    action('open-firewall', { on: A, peer: B }),
    action('open-firewall', { on: B, peer: A }),
    action('set-peer-as', { on: A, peer: B, as: 64512 }),
    action('set-peer-as', { on: A, peer: B, as: 64513 }),
  ];
  expect(distinctActions([...each, ...each])).toEqual(each);
});
