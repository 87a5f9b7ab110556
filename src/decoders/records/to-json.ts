/** What `decode --format jsonl` says of a record of BMP or MRT; `source` of several files stands before it. */
import { toIso } from '../../model/timestamp.ts';
import { type JsonFields, inferredToJson, messageToJson } from '../bgp/to-json.ts';
import type { Content, Exported, RecordFault, RibEntry } from './exported.ts';

export function exportedToJson({ record, time, between, format, wrapper, content }: Exported): JsonFields {
  return {
    frame: record,
    time: time === null ? null : toIso(time),
    ...(between !== null && { src: between.source, dst: between.destination }),
    [format]: wrapper,
    ...contentToJson(content),
  };
}

function contentToJson(content: Content): JsonFields {
  switch (content.kind) {
    case 'message':
      return { ...messageToJson(content.message), ...inferredToJson(content.inferred ? content.context : null) };
    case 'rib':
      return { type: 'RIB', rib: ribToJson(content.rib), ...errorOf(content.fault) };
    case 'event':
      return { type: content.type, ...content.fields, ...errorOf(content.fault) };
  }
}

function ribToJson({ nlri, pathId, peer, originated, ...rest }: RibEntry): JsonFields {
  const originatedTime = toIso({ seconds: originated, nanoseconds: 0, digits: 0 });
  return { ...nlri, ...(pathId !== undefined && { pathId }), peer, originatedTime, ...rest };
}

const errorOf = (fault: RecordFault | null): JsonFields => (fault === null ? {} : { error: fault });
