/** The captures of `fixtures/`, and slices of them made in memory. */
import { createCipheriv } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { makeSlice, type Slice, type Whole } from '../../src/cli/slice/make-slice.ts';
import { messageToJson } from '../../src/decoders/bgp/to-json.ts';
import { buildReport, createCaptureAnalysis, type Report } from '../../src/index.ts';
import { decodingListener } from '../../src/sessions/messages.ts';
import type { Cipher } from '../../src/slice/anonymise/cipher.ts';
import type { Identities } from '../../src/slice/anonymise/identities.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const settings = { version: '0.0.0', generatedAt: '2026-01-01T00:00:00.000Z' };

export interface Fixture {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const fixtures: readonly Fixture[] = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .toSorted()
  .map((name) => ({ name, bytes: readFileSync(new URL(name, FIXTURES)) }));

/** With one and the same key, so that what passes today passes tomorrow. */
const aes = createCipheriv('aes-128-ecb', 'sixteen octets!!', null).setAutoPadding(false);
export const cipher: Cipher = (block) => aes.update(block);

/** `messages` gets what `decode` prints of each, and its ends. */
function analyse({ name, bytes }: Fixture, messages: unknown[] | null = null): Whole {
  const listener = decodingListener(({ message, source, destination }) =>
    messages?.push({ source, destination, ...messageToJson(message) }),
  );
  const analysis = createCaptureAnalysis(messages === null ? {} : { listener });
  const input = analysis.open(name);
  input.push(bytes);
  input.end(bytes.length);
  const evidence = analysis.finish();
  return { evidence, views: evidence.views, report: buildReport(evidence, settings) };
}

const wholes = new WeakMap<Fixture, Whole>();

export async function sliceOf(
  fixture: Fixture,
  who: Identities | null = null,
  format: 'pcap' | 'pcapng' = 'pcap',
): Promise<Slice & { readonly whole: Report; readonly again: Report; readonly messages: readonly unknown[] }> {
  const { name, bytes } = fixture;
  const whole = wholes.get(fixture) ?? analyse(fixture);
  wholes.set(fixture, whole);
  const slice = await makeSlice(
    whole,
    async (selection) => {
      const input = selection.open(name);
      input.push(bytes);
      input.end();
      return true;
    },
    { ...settings, ports: [], path: 'slice.pcap', who, format },
  );
  if (slice === null) throw new Error('interrupted');
  const messages: unknown[] = [];
  const again = analyse({ name: 'slice.pcap', bytes: slice.file }, messages).report;
  return { ...slice, whole: whole.report, again, messages };
}
