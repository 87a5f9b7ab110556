/** Captures of `fixtures/`: the slice of each gives the same findings and is read by others, and anonymised it names nobody. */
import { expect, test } from 'vitest';
import { reRead } from '../../src/cli/slice/re-read.ts';
import { createIdentities } from '../../src/slice/anonymise/identities.ts';
import { compareFindings } from '../../src/slice/same-findings.ts';
import { address } from '../net/encode.ts';
import { cipher, type Fixture, sliceOf } from './slice-of.ts';

/** LINUX_SLL is shorter than LINUX_SLL2, but longer than no link layer at all. */
const GROWTH = 100;
const who = createIdentities(cipher);
const SAME = { sessions: [], other: false };

export function sliceTests(captures: readonly Fixture[]): void {
  test.each(captures)('the slice of $name', async (fixture) => {
    const plain = await sliceOf(fixture);
    expect(compareFindings(plain.whole, plain.again, (name) => name)).toEqual(SAME);
    expect(await reRead(plain.file, plain.packets)).toBe(null);
    expect(plain.file.length).toBeLessThanOrEqual(fixture.bytes.length + GROWTH);

    const { again, file, messages } = await sliceOf(fixture, who);
    expect(compareFindings(plain.whole, again, who.nameOf)).toEqual(SAME);
    expect(leaks(plain.messages, messages)).toEqual([]);
    expect(namesIn(plain.messages).filter((name) => includes(file, octetsOf(name)))).toEqual([]);
  });
}

const IPV4 = /^(?!0\.|127\.|2[2-5]\d\.)\d+\.\d+\.\d+\.\d+$/;
const IPV6 = /^(?!::|ff|(?:[\da-f]{2}:){9})[\da-f]+:[\da-f:]*:[\da-f:]*$/;
const isName = (key: string): boolean => ['hostname', 'domain', 'shutdownText'].includes(key);

/** Fields of messages that still say what they said. */
function leaks(before: unknown, after: unknown, key = ''): string[] {
  if (Array.isArray(before) && Array.isArray(after))
    return before.flatMap((each, index) => leaks(each, after[index], key));
  if (isRecord(before) && isRecord(after))
    return Object.entries(before).flatMap(([name, value]) => leaks(value, after[name], name));
  const isAs = typeof before === 'number' && ['as', 'myAs', 'asns'].includes(key);
  if (isAs) return after === who.as(before) ? [] : [`AS ${before}: ${String(after)}`];
  const isAddress = typeof before === 'string' && (IPV4.test(before) || IPV6.test(before));
  const tells = isAddress || (isName(key) && before !== '' && before !== null);
  return tells && before === after ? [`${key} ${String(before)}`] : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Addresses and texts of all messages. */
function namesIn(messages: readonly unknown[]): string[] {
  const found = new Set<string>();
  const collect = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && (IPV4.test(value) || IPV6.test(value) || (isName(key) && value.length > 3)))
      found.add(value);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) collect(each, Array.isArray(value) ? key : name);
  };
  collect(messages);
  return [...found];
}

const octetsOf = (name: string): Uint8Array =>
  IPV4.test(name) || IPV6.test(name) ? Uint8Array.from(address(name)) : new TextEncoder().encode(name);

const includes = (file: Uint8Array, octets: Uint8Array): boolean => Buffer.from(file).includes(Buffer.from(octets));
