import type { BgpSession } from '../../model/bgp-session.ts';
import type { Report } from '../../model/report.ts';
import type { TcpSeries } from '../../model/tcp-series.ts';
import type { LogData } from './message-log.ts';
import type { Timeline } from './timeline.ts';

/** What a page can show besides the report; what is null is left out. */
export interface HtmlExtras {
  /** The evidence of `report.sessions`, in the same order. */
  readonly sessions: readonly BgpSession[] | null;
  /** Of the same sessions, in the same order. */
  readonly series: readonly (TcpSeries | null)[] | null;
  readonly log: LogData | null;
  /** The report as Markdown, to be copied. */
  readonly markdown: string | null;
  readonly capture: EvidenceCapture | null;
  /** DEFLATE (RFC 1951), which the page undoes; null leaves octets as they are. */
  readonly deflate: ((octets: Uint8Array) => Uint8Array) | null;
}

/** The small capture that proves the findings, or why it isn't there. */
export type EvidenceCapture =
  | { readonly name: string; readonly octets: Uint8Array }
  | { readonly name: string; readonly why: string };

/** The page's own script and style as the build made them, with the SHA-256 that its policy lets through (`sha256-…`). */
export interface PageAssets {
  readonly script: string;
  readonly scriptHash: string;
  readonly style: string;
  readonly styleHash: string;
}

/** What the page's script finds in `<script id="data">`. */
export interface PageData {
  readonly report: Report;
  readonly markdown: string | null;
  readonly timelines: readonly Timeline[] | null;
  /** Octets as base64; `deflated` where they are (RFC 1951). */
  readonly log: (Omit<LogData, 'octets'> & { readonly octets: string; readonly deflated: boolean }) | null;
}
