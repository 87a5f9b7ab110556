import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/reporters/formats.ts';
import { FAILED, run } from './fake-io.ts';
import { redactAlike } from './redaction-map.ts';

const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-redact-'));
afterAll(() => rmSync(folder, { recursive: true }));

const map = join(folder, 'map.json');
const REDACT = redactAlike(map);
/** Of the fixture; the port of a session may look like an AS. */
const PLANTS = ['192.168.10.1', '192.168.10.11', '64512', 'worker-1', 'old-router'];

const holds = (text: string, plant: string): boolean =>
  new RegExp(`(?<![\\w.])${plant.replaceAll('.', String.raw`\.`)}(?!\\w)`).test(text);

function octetsOf(page: string): Buffer {
  const capture = /base64,([A-Za-z0-9+/=]+)/.exec(page)?.[1] ?? '';
  const data: { readonly log: { readonly octets: string } | null } = JSON.parse(
    /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '',
  );
  const log = data.log === null ? Buffer.alloc(0) : inflateRawSync(Buffer.from(data.log.octets, 'base64'));
  expect(log.length).toBeGreaterThan(100);
  return Buffer.concat([Buffer.from(capture, 'base64'), log]);
}

describe('--redact', () => {
  test.each(FORMATS)('of %s', async (format) => {
    const { code, out } = await run(['bgp', FAILED, ...REDACT, '--format', format, '--verbose']);
    expect(code).toBe(1);
    // Rules of SARIF explain by examples.
    const results = format === 'sarif' ? out.slice(out.indexOf('"results"')) : out;
    expect(PLANTS.filter((plant) => holds(results, plant))).toEqual([]);
    if (format !== 'html') return;
    const octets = octetsOf(out);
    expect([Buffer.from([192, 168, 10, 11]), Buffer.from('worker-1')].filter((each) => octets.includes(each))).toEqual(
      [],
    );
  });

  test('names the same ones in the report and in the captures', async () => {
    const proof = join(folder, 'proof');
    const { out } = await run(['bgp', FAILED, ...REDACT, '--evidence', proof, '--format', 'json']);
    const report: {
      readonly sessions: readonly { readonly id: string }[];
      readonly artifacts: readonly { readonly path: string }[];
    } = JSON.parse(out);
    const id = report.sessions[0]?.id ?? '';
    expect(readdirSync(proof)).toEqual([`${id}.pcap`]);
    const again = await run(['bgp', join(proof, `${id}.pcap`), '--format', 'json']);
    expect(JSON.parse(again.out)).toMatchObject({ sessions: [{ id }] });
    const known = readFileSync(map, 'utf8');
    for (const plant of ['192.168.10.11', '64512', 'worker-1']) expect(known).toContain(plant);
    expect(statSync(map).mode & 0o777).toBe(0o600);
  });

  test('of a saved result, and of status', async () => {
    const saved = await run(['bgp', FAILED, '--format', 'json']);
    const { out } = await run(['report', '-', ...REDACT], { stdin: Buffer.from(saved.out) });
    expect(PLANTS.filter((plant) => holds(out, plant))).toEqual([]);
    const text = readFileSync(new URL('../../fixtures/outputs/status/frr-summary.txt', import.meta.url));
    const plain = await run(['status', '-', '--format', 'json'], { stdin: text });
    const peers: readonly { readonly peer: { readonly address: string } }[] = JSON.parse(plain.out).peers;
    const status = await run(['status', '-', ...REDACT], { stdin: text });
    expect(peers.length).toBeGreaterThan(2);
    expect(peers.filter(({ peer }) => status.out.includes(peer.address))).toEqual([]);
  });

  test.each(['text', 'markdown', 'html'])('says so in %s, of a saved result too', async (format) => {
    const note = 'Addresses, AS numbers and names are stand-ins.';
    const saved = await run(['bgp', FAILED, ...REDACT, '--format', 'json']);
    const { code, out } = await run(['report', '-', '--format', format], { stdin: Buffer.from(saved.out) });
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(note);
    expect((await run(['bgp', FAILED, '--format', format])).out).not.toContain('stand-in');
  });

  test('takes its value behind = only', async () => {
    const secrets = await run(['bgp', '--redact=secrets', FAILED, '--format', 'json']);
    expect(secrets.out).toContain('192.168.10.11');
    const bare = await run(['bgp', '--redact', FAILED, '--format', 'json']);
    expect(bare.out).not.toContain('192.168.10.11');
    expect((await run(['bgp', '--redact=nothing', FAILED])).err).toContain('secrets, addresses, names, all');
  });

  test('overwrites nothing but a map, and needs a reason for one', async () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, '{"a":1}');
    const { code, err } = await run(['bgp', FAILED, '--redact', '--redaction-map', other]);
    expect([code, err]).toEqual([2, expect.stringContaining('no redaction map')]);
    expect(readFileSync(other, 'utf8')).toBe('{"a":1}');
    expect((await run(['bgp', FAILED, '--redaction-map', map])).err).toContain('--redaction-map needs stand-ins');
  });
});
