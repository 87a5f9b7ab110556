import type { Finding, Report, Severity } from '../../model/report.ts';
import type { Endpoint, Session, SessionState } from '../../model/session.ts';
import { count } from '../text/pen.ts';
import type { Triage } from '../text/triage.ts';
import { isTrouble } from '../text/triage.ts';
import { type Markup, fragment } from './markup.ts';

/** How something is marked: by a sign as well as by its colour. */
export type Tone = Severity | 'good' | 'unknown';

export const SIGNS: Readonly<Record<Tone, string>> = { error: '✗', warning: '!', info: 'i', good: '✓', unknown: '?' };

export const TONES: Readonly<Record<SessionState, Tone>> = {
  established: 'good',
  recovered: 'info',
  failed: 'error',
  closed: 'unknown',
  unknown: 'unknown',
};

/** The word of a tone is said by what stands beside it. */
export const sign = (tone: Tone): Markup =>
  fragment`<span class="sign ${tone}" aria-hidden="true">${SIGNS[tone]}</span>`;

export const badge = (tone: Tone, word: string): Markup =>
  fragment`<span class="badge ${tone}">${sign(tone)}${word}</span>`;

export const nameOf = ({ local, remote }: Session): string => `${endpointName(local)} – ${endpointName(remote)}`;

const endpointName = ({ address, node }: Endpoint): string => (node === null ? address : `${address} (${node})`);

export function whoChanges({ blame }: Finding, session: Session | null): string {
  if (blame === null) return 'Either side may have to change.';
  const side =
    blame === session?.local.address
      ? ', the local side,'
      : blame === session?.remote.address
        ? ', the remote side,'
        : '';
  return `${blame}${side} has to change.`;
}

/** The whole report in a sentence. */
export function headline(report: Report, { cases, others }: Triage): { readonly tone: Tone; readonly text: string } {
  const { sessions, peers, checks } = report;
  const ill = cases.filter((one) => one.ill).length;
  const trouble = others.filter(isTrouble);
  const isDown = cases.some((one) => one.ill && one.session.state === 'failed');
  const found = [...cases.flatMap(({ findings }) => findings), ...trouble];
  const worst: Tone = isDown || found.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  if (ill > 0)
    return {
      tone: worst,
      text: `${sessions.length === 1 ? 'The session is' : `${ill} of ${count(sessions.length, 'session')} ${ill === 1 ? 'is' : 'are'}`} in trouble`,
    };
  if (peers !== undefined && peers.length > 0) {
    const up = peers.filter(({ established }) => established === true).length;
    const down = peers.some(({ established }) => established === false);
    const tone = down ? 'error' : up === peers.length ? 'good' : 'unknown';
    return { tone, text: `${up} of ${count(peers.length, 'session')} Established` };
  }
  if (trouble.length > 0) return { tone: worst, text: count(trouble.length, 'thing') + ' to look at' };
  if (sessions.length > 0) {
    const unclear = cases.filter(({ session }) => session.state === 'unknown').length;
    if (unclear === sessions.length) return { tone: 'unknown', text: 'Too little was captured to judge' };
    return { tone: 'good', text: `Nothing wrong found in ${count(sessions.length, 'session')}` };
  }
  const judged = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed').length;
  if (judged === 0 || report.sources.some(({ kind }) => kind === 'pcap'))
    return { tone: 'unknown', text: 'No BGP session found' };
  if (report.incomplete.length > 0) return { tone: 'unknown', text: 'Nothing wrong found in what could be read' };
  return { tone: 'good', text: 'Nothing wrong found' };
}

/** Of much, with its thousands apart. */
export const many = (number: number, noun: string): string =>
  `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

/** Of a round trip. */
export function latencyOf(seconds: number): string {
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)} µs`;
  return seconds < 1 ? `${Number((seconds * 1000).toPrecision(2))} ms` : `${Number(seconds.toPrecision(2))} s`;
}

export function sizeOf(octets: number): string {
  if (octets < 1024) return `${octets} octets`;
  return octets < 1 << 20 ? `${(octets / 1024).toFixed(1)} KiB` : `${(octets / (1 << 20)).toFixed(1)} MiB`;
}
