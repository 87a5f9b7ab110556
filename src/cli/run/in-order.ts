import { statSync } from 'node:fs';
import { createCaptureReader } from '../../decoders/capture/reader.ts';
import { readSource } from '../../sources/read-source.ts';
import type { Io } from '../io.ts';

/** A first packet that comes later than this in its file is not looked for. */
const LOOKED_AT = 1 << 20;

/**
 * Files that one capture was rotated through (`tcpdump -C`, `-G`, `-W`), whose names differ in their last number, in the
 * order of their first packets: a shell names `bgp.pcap10` before `bgp.pcap2`. Others stay where they are.
 */
export async function inOrder(names: readonly string[], io: Io): Promise<readonly string[]> {
  const series = new Map<string, string[]>();
  for (const name of names) series.set(stemOf(name), [...(series.get(stemOf(name)) ?? []), name]);
  const sorted = await Promise.all([...series.values()].map((each) => inTime(each, io)));
  return sorted.flat();
}

/** The name without its last number. */
const stemOf = (name: string): string => name.replace(/\d+(?=\D*$)/, '');

async function inTime(names: readonly string[], io: Io): Promise<readonly string[]> {
  if (names.length < 2 || !names.every(isFile)) return names;
  const begins = new Map<string, number>();
  await Promise.all(names.map(async (name) => begins.set(name, await firstTime(name, io))));
  const timeOf = (name: string): number => begins.get(name) ?? Infinity;
  // What has no packet that can be read goes last; Infinity less Infinity is no number.
  return names.toSorted((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
}

export const isFile = (name: string): boolean => statSync(name, { throwIfNoEntry: false })?.isFile() === true;

/** Seconds since the epoch; Infinity if it cannot be told, which is not the place to complain about. */
async function firstTime(name: string, io: Io): Promise<number> {
  let time = Infinity;
  let looked = 0;
  const reader = createCaptureReader((packet) => {
    time = Math.min(time, packet.seconds + packet.nanoseconds / 1e9);
  });
  try {
    await readSource(name, io, (chunk) => {
      reader.push(chunk);
      looked += chunk.length;
      return time === Infinity && reader.fault === null && looked < LOOKED_AT;
    });
  } catch {
    return Infinity;
  }
  return time;
}
