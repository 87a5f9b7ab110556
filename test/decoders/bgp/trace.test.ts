import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TraceNode, tile, UNREAD } from '../../../src/bytes/trace.ts';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { anyContext, anyMessage, mutated } from './arbitraries.ts';
import { attribute, FOUR_OCTET, MANDATORY, capability, hex, open, parameter, prefix, update } from './encode.ts';
import { runs } from '../../arbitraries/runs.ts';

function traced(bytes: Uint8Array, context = FOUR_OCTET): TraceNode[] {
  const trace: TraceNode[] = [];
  decodeMessage(bytes, context, trace);
  return tile(trace, 0, bytes.length);
}

const leaves = (nodes: readonly TraceNode[]): TraceNode[] =>
  nodes.flatMap((node) => (node.children === null || node.children.length === 0 ? [node] : leaves(node.children)));

function outline(nodes: readonly TraceNode[], indent = ''): string[] {
  return nodes.flatMap(({ name, offset, length, value, note, children }) => [
    `${indent}${offset}+${length} ${[name, value, note].filter((part) => part !== null).join(' ')}`,
    ...outline(children ?? [], `${indent}  `),
  ]);
}

describe('the trace of a message', () => {
  test('an OPEN: header, fields, parameter, capability', () => {
    expect(outline(traced(open(parameter(2, capability(1, hex('00010001'))))))).toEqual([
      '0+16 marker',
      '16+2 length 37',
      '18+1 type 1 OPEN',
      '19+1 version 4',
      '20+2 myAs 64512',
      '22+2 holdTime 90',
      '24+4 bgpId 10.0.0.1',
      '28+1 optionalParametersLength 8',
      '29+8 optionalParameters',
      '  29+8 parameter',
      '    29+1 parameterType 2 capabilities',
      '    30+1 parameterLength 6',
      '    31+6 parameterValue',
      '      31+6 capability multiprotocol',
      '        31+1 capabilityCode 1 multiprotocol',
      '        32+1 capabilityLength 4',
      '        33+4 capabilityValue',
      '          33+2 afi 1',
      '          35+1 reserved 0',
      '          36+1 safi 1 ipv4-unicast',
    ]);
  });

  test('a fault: what was read before it, and the rest unread', () => {
    const bytes = update({
      attributes: [...MANDATORY, ...attribute(0xc0, 8, [1, 2, 3, 4, 5])],
      nlri: prefix('10.0.0.0/8'),
    });
    const read = leaves(traced(bytes)).map(({ name, length }) => `${name} ${length}`);
    expect(read.slice(-5)).toEqual(['community 2', 'community 2', `${UNREAD} 1`, 'prefixLength 1', 'prefix 1']);
  });

  test('every octet stands in one leaf, whatever the message', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyMessage, mutated(anyMessage), fc.uint8Array({ maxLength: 64 })),
        anyContext,
        (bytes, context) => {
          let at = 0;
          for (const { offset, length } of leaves(traced(bytes, context))) {
            expect(offset).toBe(at);
            at += length;
          }
          expect(at).toBe(bytes.length);
        },
      ),
      runs(300),
    );
  });

  test('what is decoded is the same with it', () => {
    fc.assert(
      fc.property(mutated(anyMessage), anyContext, (bytes, context) => {
        expect(decodeMessage(bytes, context, [])).toEqual(decodeMessage(bytes, context));
      }),
    );
  });
});
