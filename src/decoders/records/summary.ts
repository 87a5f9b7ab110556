/** A record of BMP or MRT in one line, for people. Texts that a router chose stand in it as they are: who prints it escapes them. */
import { toIso } from '../../model/timestamp.ts';
import { describePath, isPath } from '../bgp/describe/attribute.ts';
import { AttributeType } from '../bgp/registry/attributes.ts';
import { inferredSummary, messageSummary } from '../bgp/summary.ts';
import type { Content, Exported, RecordFault, RibEntry } from './exported.ts';

/** `3 2026-… 10.0.0.2 > 10.0.0.1 UPDATE …`; `?` is an address that is not known, `-` a time that the router did not give. */
export function exportedSummary({ record, time, between, wrapper, content }: Exported): string {
  const rib = typeof wrapper['rib'] === 'string' ? [wrapper['rib']] : [];
  const sides = between === null ? [] : [`${between.source ?? '?'} > ${between.destination ?? '?'}`];
  return [record, time === null ? '-' : toIso(time), ...sides, ...rib, contentSummary(content)].join(' ');
}

function contentSummary(content: Content): string {
  switch (content.kind) {
    case 'message':
      return [messageSummary(content.message), ...(content.inferred ? [inferredSummary(content.context)] : [])].join(
        ', ',
      );
    case 'rib':
      return `RIB ${ribSummary(content.rib)}${faultSummary(content.fault)}`;
    case 'event':
      return `${content.text === '' ? content.type : `${content.type} ${content.text}`}${faultSummary(content.fault)}`;
  }
}

function ribSummary({ nlri, pathId, originated, attributes, asPath }: RibEntry): string {
  const shown = 'prefix' in nlri ? nlri.prefix : nlri.kind;
  const path = asPath ?? attributes.find(({ type }) => type === AttributeType.AS_PATH)?.value;
  return [
    shown,
    ...(pathId === undefined ? [] : [`path ${pathId}`]),
    ...(path === undefined ? [] : [`AS_PATH ${isPath(path) ? describePath(path) || 'empty' : 'malformed'}`]),
    `since ${toIso({ seconds: originated, nanoseconds: 0, digits: 0 })}`,
  ].join(', ');
}

const faultSummary = (fault: RecordFault | null): string =>
  fault === null ? '' : `, malformed at octet ${fault.offset}: ${fault.reason}`;
