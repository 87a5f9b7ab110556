/** A session's times by another clock. */
import { type Timestamp, toIso } from '../../model/timestamp.ts';

const NANO = 1e9;

/** Changes in place every time of what nobody else holds: `{frame, time}`, with `seconds` where it has them. */
export function shiftClock(value: object, seconds: number, done: Set<object> = new Set()): void {
  if (done.has(value) || value instanceof Uint8Array) return;
  done.add(value);
  if ('frame' in value && 'time' in value && typeof value.time === 'string') {
    Reflect.set(value, 'time', shiftTime(value.time, seconds));
    if ('seconds' in value && typeof value.seconds === 'number') Reflect.set(value, 'seconds', value.seconds + seconds);
  }
  for (const each of value instanceof Map ? value.values() : Object.values(value)) {
    if (typeof each === 'object' && each !== null) shiftClock(each, seconds, done);
  }
}

/** ISO 8601 as `toIso` writes it, with the decimals that it has. */
function shiftTime(time: string, by: number): string {
  const stamp = parse(time);
  if (stamp === null) return time;
  const unit = 10 ** (9 - stamp.digits);
  const nanoseconds = stamp.nanoseconds + Math.round((by * NANO) / unit) * unit;
  const carry = Math.floor(nanoseconds / NANO);
  return toIso({ ...stamp, seconds: stamp.seconds + carry, nanoseconds: nanoseconds - carry * NANO });
}

function parse(time: string): Timestamp | null {
  const [, whole, fraction = ''] = /^(.{19})(?:\.(\d+))?Z$/.exec(time) ?? [];
  if (whole === undefined) return null;
  return {
    seconds: Date.parse(`${whole}Z`) / 1000,
    nanoseconds: Number(fraction.padEnd(9, '0')),
    digits: fraction.length,
  };
}
