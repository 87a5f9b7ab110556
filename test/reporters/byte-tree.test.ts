import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TraceNode, tile } from '../../src/bytes/trace.ts';
import { decodeMessage } from '../../src/decoders/bgp/decode-message.ts';
import { renderByteTree } from '../../src/reporters/text/byte-tree.ts';
import { cells } from '../../src/reporters/cells.ts';
import { createPen, type Paint, plain } from '../../src/reporters/text/pen.ts';
import { anyContext, anyMessage, mutated } from '../decoders/bgp/arbitraries.ts';
import { attribute, FOUR_OCTET, MANDATORY, prefix, update } from '../decoders/bgp/encode.ts';
import { runs } from '../arbitraries/runs.ts';

const paint: Paint = { error: plain, warning: plain, info: plain, good: plain, strong: plain, faint: plain };

function render(bytes: Uint8Array, width: number, unicode = true, context = FOUR_OCTET): string[] {
  const trace: TraceNode[] = [];
  const { fault } = decodeMessage(bytes, context, trace);
  const pen = createPen({ width, unicode, paint, verbosity: 'verbose' });
  return renderByteTree(pen, { octets: bytes, nodes: tile(trace, 0, bytes.length), fault });
}

const BROKEN = update({ attributes: [...MANDATORY, ...attribute(0xc0, 8, [1, 2, 3])], nlri: prefix('10.0.0.0/8') });

test('offset, length, name, value and octets, in columns', () => {
  expect(render(update({ withdrawn: prefix('10.1.0.0/16') }), 80)).toEqual([
    '     0  16  marker                                    ff ff ff ff ff ff ff ff ff',
    '                                                      ff ff ff ff ff ff ff',
    '    16   2  length                       26           00 1a',
    '    18   1  type                         2 UPDATE     02',
    '    19   2  withdrawn routes length      3            00 03',
    '    21   3  withdrawn routes',
    '    21   1  ├ prefix length              16           10',
    '    22   2  └ prefix                     10.1.0.0/16  0a 01',
    '    24   2  total path attribute length  0            00 00',
    '    26   0  path attributes',
    '    26   0  nlri',
  ]);
});

test('the fault stands below the innermost that holds its offset', () => {
  const lines = render(BROKEN, 100, false);
  const at = lines.findIndex((line) => line.includes('malformed at octet'));
  expect(lines[at]).toMatch(/^ {4}X malformed at octet \d+: COMMUNITIES of 3 octets/);
  expect(lines[at - 1]).toMatch(/community +258 +01 02$/);
  expect(lines[at + 1]).toMatch(/not read +03$/);
});

test('no line is wider than the screen, and in ASCII none has another character, whatever the message', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyMessage, mutated(anyMessage)),
      anyContext,
      fc.constantFrom(80, 120, 200),
      (bytes, context, width) => {
        for (const line of render(bytes, width, true, context)) expect(cells(line)).toBeLessThanOrEqual(width);
        expect(render(bytes, width, false, context).join('')).toMatch(/^[ -~]*$/);
      },
    ),
    runs(80),
  );
});

test('a message has more rows than a function takes arguments', () => {
  const longest = update({ nlri: Array.from({ length: 65_000 }, () => 0) });
  expect(render(longest, 80).length).toBeGreaterThan(130_000);
});
