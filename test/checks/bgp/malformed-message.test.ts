import { describe, expect, test } from 'vitest';
import { malformedMessage } from '../../../src/checks/bgp/malformed-message.ts';
import type { SideSeen } from '../../../src/model/bgp-session.ts';
import type { MalformedSeen } from '../../../src/model/messages-seen.ts';
import { at, connection, established, findingsOf, LOCAL, messages, REMOTE, side, spoke } from './session.ts';

const malformed = (change: Partial<MalformedSeen> = {}): MalformedSeen => ({
  type: 'UPDATE',
  reason: 'ORIGIN: needs 1 bytes, 0 left',
  offset: 26,
  treatment: 'treat-as-withdraw',
  answer: { code: 3, subcode: 5 },
  at: at(3),
  ...change,
});
const find = (...seen: MalformedSeen[]) =>
  findingsOf(malformedMessage, [connection({ sides: { local: side(), remote: side({ malformed: seen }) } })]);

describe('bgp/malformed-message', () => {
  test('names frame, octet, and the class of RFC 7606', () => {
    expect(find(malformed(), malformed())).toMatchObject([
      {
        severity: 'error',
        blame: REMOTE,
        title: `${REMOTE} sends ${LOCAL} 2 malformed messages; the first, UPDATE in frame 30, at octet 26: ORIGIN: needs 1 bytes, 0 left.`,
        cause: expect.stringMatching(/treat-as-withdraw.*3\/5/),
      },
    ]);
  });

  test('who speaks no BGP at all is only worth knowing', () => {
    const garbage = malformed({ type: 'message header', treatment: null, answer: { code: 1, subcode: 1 } });
    const tried = connection({ sides: { local: side({ malformed: [garbage] }), remote: side() } });
    expect(findingsOf(malformedMessage, [tried], { state: 'unknown' })).toMatchObject([{ severity: 'info' }]);
    expect(findingsOf(malformedMessage, [tried])).toMatchObject([{ severity: 'error' }]);
  });

  test('who answers in another tongue from its first octet is no BGP speaker', () => {
    const garbage = malformed({ type: 'message header', treatment: null, answer: { code: 1, subcode: 1 } });
    const answered = (change: Partial<SideSeen>) =>
      connection({ sides: { local: spoke, remote: side({ malformed: [garbage], ...change }) } });
    const web = { cause: expect.stringMatching(/web server/) };
    expect(findingsOf(malformedMessage, [answered({})])).toMatchObject([web]);
    const speaker = answered({ messages: messages({ open: 1 }) });
    expect(findingsOf(malformedMessage, [speaker, answered({})])).not.toMatchObject([web]);
  });

  test('shows the first few', () => {
    expect(find(...Array.from({ length: 9 }, () => malformed()))[0]?.evidence).toHaveLength(4);
  });

  test.each<MalformedSeen['treatment']>(['session-reset', 'attribute-discard', null])('%s', (treatment) => {
    expect(find(malformed({ treatment }))).toHaveLength(1);
  });

  test('a type that the receiver does not know is left to header-error', () => {
    expect(find(malformed({ type: 'UNKNOWN', treatment: null, answer: { code: 1, subcode: 3 } }))).toEqual([]);
    expect(find(malformed({ treatment: null, answer: { code: 1, subcode: 2 } }))).toHaveLength(1);
  });

  test('passes where all can be read', () => {
    expect(findingsOf(malformedMessage, [established])).toEqual([]);
  });
});
