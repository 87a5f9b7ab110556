import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { renderPage } from '../../src/cli/run/html.ts';
import type { DecodeContext } from '../../src/decoders/bgp/message.ts';
import { encodeMessage } from '../../src/index.ts';
import { writePcap } from '../arbitraries/packet.ts';
import { ANSWER } from '../arbitraries/speech.ts';
import { createStory } from '../arbitraries/story.ts';
import { run } from '../cli/fake-io.ts';
import { hostileReport } from '../reporters/hostile.ts';

export const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url));

/** Where the pages of a test file lie while it runs. */
export function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'k8sdoctor-browser-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The page that `k8sdoctor bgp` makes. */
export async function pageOf(folder: string, ...captures: readonly string[]): Promise<string> {
  const path = join(
    folder,
    `${captures
      .map((capture) => capture.replaceAll(/\W+/g, '-'))
      .join('_')
      .slice(-80)}.html`,
  );
  const { code, err } = await run(['bgp', '--format', 'html', '-o', path, '--fail-on', 'never', ...captures]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return path;
}

/** Markup, a way out of the script's data, terminal escapes, and letters that run backwards. */
export const HOSTILE = `</script><img src=x onerror="document.title='caught'">&\u001b[2J\u202egnp.exe`;

/** A session whose speakers put that wherever BGP lets them. */
export async function hostilePage(folder: string): Promise<string> {
  const context: DecodeContext = { fourOctetAs: true, addPath: new Set() };
  const text = new TextEncoder().encode(HOSTILE);
  const capabilities = [{ code: 73, name: 'fqdn', hostname: HOSTILE, domain: '' }];
  const open = { version: 4, myAs: 64_512, holdTime: 90, bgpId: '10.0.0.1', capabilities };
  const data = Uint8Array.from([text.length, ...text]);
  const { dial, packets } = createStory();
  const { client, server, handshake } = dial();
  handshake();
  client.says(encodeMessage({ type: 'OPEN', open }, context));
  server.says(ANSWER);
  server.says(encodeMessage({ type: 'NOTIFICATION', notification: { code: 6, subcode: 2, data } }, context));
  server.fin();
  const capture = join(folder, 'hostile.pcap');
  writeFileSync(capture, writePcap(packets));
  return pageOf(folder, capture);
}

/** A page of a report that is all of it. */
export async function hostileReportPage(folder: string): Promise<string> {
  const path = join(folder, 'hostile-report.html');
  writeFileSync(path, await renderPage(hostileReport(HOSTILE), HOSTILE));
  return path;
}
