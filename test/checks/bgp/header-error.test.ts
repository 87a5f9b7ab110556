import { expect, test } from 'vitest';
import { headerError } from '../../../src/checks/bgp/header-error.ts';
import type { MalformedSeen } from '../../../src/model/messages-seen.ts';
import { at, connection, findingsOf, LOCAL, notification, REMOTE, side } from './session.ts';

const unknown: MalformedSeen = {
  type: 'UNKNOWN',
  reason: 'type 9, known are 1 to 5',
  offset: 18,
  treatment: null,
  answer: { code: 1, subcode: 3 },
  at: at(4),
};
const refusal = notification('local', 1, 3, { at: at(5) });
const find = (met: MalformedSeen) =>
  findingsOf(headerError, [
    connection({ notifications: [refusal], sides: { local: side(), remote: side({ malformed: [met] }) } }),
  ]);

test('shows the message of an unknown type that was refused', () => {
  expect(find(unknown)).toMatchObject([
    {
      title: `${REMOTE} sends ${LOCAL} a message that is of no known type (type 9, known are 1 to 5). ${LOCAL} sends ${REMOTE} NOTIFICATION 1/3 (Message Header Error / Bad Message Type).`,
      blame: null,
      evidence: [{}, {}],
    },
  ]);
});

test.each([
  ['that comes after the NOTIFICATION', { ...unknown, at: at(6) }],
  ['whose length is wrong', { ...unknown, answer: { code: 1, subcode: 2 } }],
])('a message %s is not what it answers', (_, met) => {
  const [finding] = find(met);
  expect(finding?.title).toBe(`${LOCAL} sends ${REMOTE} NOTIFICATION 1/3 (Message Header Error / Bad Message Type).`);
  expect(finding?.evidence).toHaveLength(1);
});
