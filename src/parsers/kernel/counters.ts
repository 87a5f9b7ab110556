import type { Setting } from '../../model/kernel.ts';
import type { Origin } from './read.ts';

/** Of the kernel's many: packets that the reverse path filter dropped. */
const COUNTER = /^(?:TcpExt)?(IPReversePathFilter):?\s+(\d{1,18})\b/;
/** `nstat` and `netstat -s` print it among others. */
const NEIGHBOUR = /^(?:#kernel|Ip:$|TcpExt:$|TcpExt[A-Z]\w*\s+\d|IpExt[A-Z]\w*\s+\d|Ip6?[A-Z]\w*\s+\d)/;

/** Whether `line` (trimmed) is one of `nstat`, or of `netstat -s` where it has that counter. */
export const isCounterLine = (line: string): boolean => COUNTER.test(line) || NEIGHBOUR.test(line);

/** Every reading of the counter: two of them tell whether it grows. */
export function parseCounters(lines: readonly string[], { source, line: first }: Origin): readonly Setting[] {
  return lines.flatMap((raw, index) => {
    const text = raw.trim();
    const [, key, value] = COUNTER.exec(text) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value, at: { source, line: first + index, text } }];
  });
}
