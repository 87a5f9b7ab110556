import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSource, type SourceOptions } from '../../src/sources/read-source.ts';
import { SourceError } from '../../src/sources/source-error.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sources-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const MIB = 1 << 20;
const CHUNK = 512 * 1024;
/** Octets that gzip cannot make much shorter. */
const octets = (length: number): Uint8Array => {
  const all = new Uint8Array(length);
  let state = 1;
  for (let at = 0; at < length; at++) all[at] = state = (state * 48_271) % 2_147_483_647;
  return all;
};

interface Setting extends SourceOptions {
  readonly stdin?: Readable;
  /** After so many octets, no more is wanted. */
  readonly enough?: number;
}

async function read(name: string, { stdin = Readable.from([]), enough = Infinity, ...options }: Setting = {}) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const result = await readSource(
    name,
    { stdin },
    (chunk) => {
      chunks.push(new Uint8Array(chunk)); // slice() of a Buffer would not copy
      length += chunk.length;
      return length < enough;
    },
    options,
  );
  return { ...result, octets: Buffer.concat(chunks), chunks };
}

function file(name: string, content: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const failing = (): boolean => {
  throw new TypeError('ours');
};

const pipe = (name: string): string => {
  const path = join(directory, name);
  execFileSync('mkfifo', [path]);
  return path;
};

const stream = (...chunks: Uint8Array[]): Readable => Readable.from(chunks);

describe('a file', () => {
  test.each([0, 1, 1000, MIB, 3 * MIB + 7])('of %i octets is read whole, half a MiB at a time', async (length) => {
    const content = octets(length);
    const seen = await read(file('plain', content));
    expect(seen).toMatchObject({ bytes: length, compressed: null, fault: null, aborted: false });
    expect(seen.octets.equals(content)).toBe(true);
    expect(Math.max(0, ...seen.chunks.map((chunk) => chunk.length))).toBe(Math.min(length, CHUNK));
  });

  test('is read no further than wanted', async () => {
    const seen = await read(file('long', new Uint8Array(4 * MIB)), { enough: 10 });
    expect(seen).toMatchObject({ bytes: CHUNK, fault: null, aborted: false });
  });

  test('lets signals have their turn, and tells how far it is', async () => {
    const path = file('large', octets(0));
    truncateSync(path, 80 * MIB);
    const progress: [number, number | null][] = [];
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const seen = await readSource(path, { stdin: stream() }, () => true, {
      signal: controller.signal,
      onProgress: (bytes, total) => progress.push([bytes, total]),
    });
    expect(seen).toEqual({ bytes: 32 * MIB, compressed: null, fault: null, aborted: true });
    expect(progress).toEqual([[32 * MIB, 80 * MIB]]);
  });

  test('is not opened once the signal was given', async () => {
    const seen = await read('/nowhere', { signal: AbortSignal.abort() });
    expect(seen).toMatchObject({ bytes: 0, aborted: true });
  });

  test('what its reader throws is thrown', async () => {
    const content = octets(1000);
    await expect(readSource(file('a', content), { stdin: stream() }, failing)).rejects.toThrow('ours');
    await expect(readSource(file('a.gz', gzipSync(content)), { stdin: stream() }, failing)).rejects.toThrow('ours');
  });
});

describe('a source that cannot be opened', () => {
  test.each([
    ['does not exist', () => join(directory, 'rtx.pcap'), /rtx\.pcap: no such file$/],
    ['lies below a file', () => join(file('b', octets(1)), 'rtx.pcap'), /rtx\.pcap: no such file$/],
    ['is a directory', () => directory, /: is a directory$/],
  ])('%s', async (_, name, message) => {
    const failure = await read(name()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SourceError);
    expect(failure).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(/\.$/) });
  });

  test.skipIf(process.getuid?.() === 0)('may not be read (not tried as root, who may read anything)', async () => {
    const path = file('secret', octets(1));
    execFileSync('chmod', ['000', path]);
    await expect(read(path)).rejects.toThrow(/permission denied/);
  });
});

describe('gzip', () => {
  const content = octets(300_000);

  test.each([
    ['one member', gzipSync(content), content],
    [
      'several members',
      Buffer.concat([gzipSync(content), gzipSync(Buffer.from('tail'))]),
      Buffer.concat([content, Buffer.from('tail')]),
    ],
    ['zeros behind it', Buffer.concat([gzipSync(content), new Uint8Array(5000)]), content],
    ['nothing in it', gzipSync(''), new Uint8Array(0)],
  ])('with %s is inflated', async (_, compressed, inflated) => {
    const seen = await read(file('whole.gz', compressed));
    expect(seen).toMatchObject({ bytes: compressed.length, compressed: 'gzip', fault: null });
    expect(seen.octets.equals(inflated)).toBe(true);
  });

  test('is the same from a stream, however it is cut, and keeps all that it can if it ends early', async () => {
    const small = octets(20_000);
    const compressed = gzipSync(small);
    const pieces = fc.array(fc.nat({ max: compressed.length }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat({ max: compressed.length }), async (cuts, missing) => {
        const kept = compressed.subarray(0, compressed.length - missing);
        const edges = [...cuts.filter((cut) => cut < kept.length).toSorted((a, b) => a - b), kept.length];
        const chunks = edges.map((edge, index) => kept.subarray(edges[index - 1] ?? 0, edge));
        const seen = await read('-', { stdin: stream(...chunks.filter((chunk) => chunk.length > 0)) });
        if (kept.length < 2) return;
        expect(seen.fault).toBe(missing === 0 ? null : 'gzip data ends early');
        expect(seen.octets.equals(small.subarray(0, seen.octets.length))).toBe(true);
        expect(seen.octets.length).toBeGreaterThanOrEqual(Math.min(small.length, kept.length - 100));
      }),
    );
  });

  test('tells damage, and keeps what lies before it', async () => {
    const damaged = gzipSync(content);
    damaged.fill(0xff, 200_000, 200_100);
    const seen = await read(file('damaged.gz', damaged));
    expect(seen.fault).toMatch(/^gzip data is damaged: /);
    expect(seen.octets.length).toBeGreaterThan(100_000);
  });

  test('a bomb is inflated piece by piece, and no further than wanted', async () => {
    const bomb = gzipSync(new Uint8Array(40 * MIB));
    let most = 0;
    let length = 0;
    const seen = await readSource(file('bomb.gz', bomb), { stdin: stream() }, (chunk) => {
      most = Math.max(most, chunk.length);
      length += chunk.length;
      return length < 10 * MIB;
    });
    expect(seen).toMatchObject({ compressed: 'gzip', fault: null });
    expect(most).toBeLessThanOrEqual(64 * 1024);
    expect(length).toBe(10 * MIB);
  });
});

describe('a stream', () => {
  test('gives its chunks as they arrive, and ends with it', async () => {
    const stdin = new PassThrough();
    const seen: string[] = [];
    const done = readSource('-', { stdin }, (chunk) => {
      seen.push(Buffer.from(chunk).toString());
      return true;
    });
    stdin.write('first');
    await expect.poll(() => seen).toEqual(['first']);
    stdin.write('second');
    await expect.poll(() => seen).toEqual(['first', 'second']);
    stdin.end();
    expect(await done).toEqual({ bytes: 11, compressed: null, fault: null, aborted: false });
  });

  test('is not read ahead of who takes it', async () => {
    let given = 0;
    const stdin = Readable.from(
      (function* () {
        for (;;) yield octets(1000 + ++given);
      })(),
    );
    expect(await read('-', { stdin, enough: 5000 })).toMatchObject({ aborted: false, fault: null });
    expect(given).toBeLessThan(30);
  });

  test('that has gone quiet ends with the signal, keeping what it gave', async () => {
    const controller = new AbortController();
    const stdin = new PassThrough();
    stdin.write('before');
    setTimeout(() => controller.abort(), 20);
    const seen = await read('/dev/stdin', { stdin, signal: controller.signal });
    expect(seen).toMatchObject({ bytes: 6, fault: null, aborted: true });
    expect(seen.octets.toString()).toBe('before');
  });

  test('that fails is a fault that says where', async () => {
    const stdin = new PassThrough();
    stdin.write('before');
    setTimeout(() => stdin.destroy(new Error('EIO: i/o error, read')), 20);
    expect(await read('-', { stdin })).toMatchObject({ bytes: 6, fault: 'reading failed at octet 6: i/o error' });
  });

  test('of one octet is handed on', async () => {
    expect(await read('-', { stdin: stream(Uint8Array.of(0x1f)) })).toMatchObject({ bytes: 1, compressed: null });
  });
});

describe('a named pipe', () => {
  test('is read to its end', async () => {
    const path = pipe('written');
    const content = octets(500_000);
    const done = read(path);
    createWriteStream(path).end(content);
    const seen = await done;
    expect(seen).toMatchObject({ bytes: content.length, fault: null });
    expect(seen.octets.equals(content)).toBe(true);
  });

  test('that nobody writes to can be given up', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 20);
    expect(await read(pipe('silent'), { signal: controller.signal })).toMatchObject({ bytes: 0, aborted: true });
  });
});
