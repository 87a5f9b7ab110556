import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMessage } from '../../../src/decoders/bgp/decode-message.ts';
import { messageToJsonText } from '../../../src/decoders/bgp/json-text.ts';
import { messageToJson } from '../../../src/decoders/bgp/to-json.ts';
import { anyContext, anyMessage, mutated } from './arbitraries.ts';
import { attribute, FOUR_OCTET, hex, MANDATORY, prefix, update } from './encode.ts';
import { runs } from '../../arbitraries/runs.ts';

test('is what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.oneof(anyMessage, mutated(anyMessage)), anyContext, (bytes, context) => {
      const message = decodeMessage(bytes, context);
      expect(messageToJsonText(message)).toBe(JSON.stringify(messageToJson(message)));
    }),
    runs(300),
  );
});

test('of communities that have names too', () => {
  const attributes = [...MANDATORY, ...attribute(0xc0, 8, hex('ffffff01 fc000064'))];
  const message = decodeMessage(update({ attributes, nlri: prefix('10.0.0.0/8') }), FOUR_OCTET);
  expect(messageToJsonText(message)).toBe(JSON.stringify(messageToJson(message)));
  expect(messageToJsonText(message)).toContain('NO_EXPORT');
});
