import { type CaptureOptions, type CapturesRead, createCaptureAnalysis } from '../../src/evidence/captures.ts';
import type { BgpConnection, BgpSession } from '../../src/model/bgp-session.ts';
import { type Packet, type WriteOptions, writePcap } from './packet.ts';
import type { Story } from './story.ts';

/** Reads captures one after another, through a buffer that is used again. */
export function readCaptures(captures: readonly Uint8Array[], options: CaptureOptions = {}): CapturesRead {
  const analysis = createCaptureAnalysis(options);
  captures.forEach((capture, index) => {
    const input = analysis.open(`${index + 1}.pcap`);
    const chunk = capture.slice();
    input.push(chunk);
    chunk.fill(0xdd);
    input.end(capture.length);
  });
  return analysis.finish();
}

export const sessionsOf = (packets: readonly Packet[], options: WriteOptions = {}): readonly BgpSession[] =>
  readCaptures([writePcap(packets, options)]).evidence.sessions ?? [];

/** Of a story with one session. */
export function sessionOf({ packets }: Pick<Story, 'packets'>, options: WriteOptions = {}): BgpSession {
  const [session, ...others] = sessionsOf(packets, options);
  if (session === undefined || others.length > 0) throw new Error(`one session expected, not ${others.length + 1}`);
  return session;
}

/** Of a story with one connection. */
export function connectionOf(story: Pick<Story, 'packets'>, options: WriteOptions = {}): BgpConnection {
  const [connection, ...others] = sessionOf(story, options).connections;
  if (connection === undefined || others.length > 0)
    throw new Error(`one connection expected, not ${others.length + 1}`);
  return connection;
}
