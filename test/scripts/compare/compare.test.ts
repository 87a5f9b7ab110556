import { describe, expect, test } from 'vitest';
import { align } from '../../../scripts/compare/align.ts';
import { compareCapture } from '../../../scripts/compare/capture.ts';
import { compareLeaves, leaves } from '../../../scripts/compare/compare.ts';
import { EXPLANATIONS, explanationOf } from '../../../scripts/compare/explanations.ts';
import { percentEqual, percentText, renderFound, sum } from '../../../scripts/compare/report.ts';

const at = (frame: number, key: string) => ({ frame, key });
const pairsOf = (ours: readonly ReturnType<typeof at>[], theirs: readonly ReturnType<typeof at>[]) =>
  align(ours, theirs).map((pair) => [pair.ours?.key ?? null, pair.theirs?.key ?? null]);

describe('messages are aligned', () => {
  test('by frame, and within it in their order', () => {
    expect(pairsOf([at(1, 'A'), at(1, 'B'), at(2, 'A')], [at(1, 'A'), at(1, 'B'), at(2, 'A')])).toEqual([
      ['A', 'A'],
      ['B', 'B'],
      ['A', 'A'],
    ]);
  });

  test('past one that the other side lacks', () => {
    expect(pairsOf([at(1, 'A'), at(1, 'B'), at(1, 'C')], [at(1, 'A'), at(1, 'C')])).toEqual([
      ['A', 'A'],
      ['B', null],
      ['C', 'C'],
    ]);
    expect(pairsOf([at(1, 'C')], [at(1, 'B'), at(1, 'C')])).toEqual([
      [null, 'B'],
      ['C', 'C'],
    ]);
  });

  test('not across frames', () => {
    expect(pairsOf([at(1, 'A')], [at(2, 'A')])).toEqual([
      ['A', null],
      [null, 'A'],
    ]);
  });
});

describe('fields', () => {
  test('of one message are equal, different, only here or only there', () => {
    const ours = leaves({
      type: 'OPEN',
      open: { holdTime: 9, bgpId: '10.0.0.1' },
      list: [1, null],
      none: [],
      no: undefined,
    });
    const theirs = leaves({ type: 'OPEN', open: { holdTime: '90' }, list: [1, null, 3] });
    expect(compareLeaves(ours, theirs)).toEqual({
      equal: 3,
      differences: [
        { field: 'open.holdTime', outcome: 'different', ours: '9', theirs: '90' },
        { field: 'open.bgpId', outcome: 'only here', ours: '10.0.0.1' },
        { field: 'list[2]', outcome: 'only there', theirs: '3' },
      ],
    });
  });

  test('are counted in messages that both have', () => {
    const theirs = { inBmp: false };
    const compared = compareCapture(
      'x.pcap',
      [
        { ...at(1, 'A'), message: { a: 1, b: 2 } },
        { ...at(2, 'B'), message: { a: 1 } },
      ],
      [
        { ...at(1, 'A'), message: { a: 1, b: 3, c: 4 }, ...theirs },
        { ...at(3, 'C'), message: { a: 1, b: 2 }, ...theirs },
      ],
    );
    expect(compared).toMatchObject({
      messages: { both: 1, here: 1, there: 1 },
      fields: { equal: 1, different: 1, here: 0, there: 1 },
    });
    expect(compared.found.map(renderFound)).toEqual([
      'x.pcap 1 b: 2 here, 3 there',
      'x.pcap 1 c: only there: 4',
      'x.pcap 2 message: only here: B',
      'x.pcap 3 message: only there: C',
    ]);
    expect(sum([compared, compared])).toMatchObject({ capture: '2 captures', fields: { equal: 2, there: 2 } });
  });

  test('give a percentage that is never rounded up', () => {
    const fields = { equal: 99_499, different: 501, here: 0, there: 0 };
    expect(percentText(fields)).toBe('99.49 %');
    expect(percentEqual({ equal: 0, different: 0, here: 0, there: 0 })).toBe(100);
  });
});

describe('explanations', () => {
  const found = { capture: 'fixtures/a.pcap', frame: 1, field: 'open.as', outcome: 'different', ours: '1' } as const;
  const explanation = { right: 'both', section: 'RFC 4271 §4.2', what: '' } as const;

  test('fit if all that they name does', () => {
    const fitting = { ...explanation, field: /^open/, capture: /a\.pcap/, ours: /^1$/ };
    expect(explanationOf(found, [fitting])).toBe(fitting);
    expect(explanationOf(found, [{ ...fitting, capture: /b\.pcap/ }])).toBeUndefined();
    expect(explanationOf(found, [{ ...fitting, outcome: 'only here' }])).toBeUndefined();
  });

  test('each name a section, and something that they are about', () => {
    for (const { section, field, capture } of EXPLANATIONS) {
      expect(section).toMatch(/^(RFC \d+ §|draft-)/);
      expect(field ?? capture).toBeDefined();
    }
  });
});
