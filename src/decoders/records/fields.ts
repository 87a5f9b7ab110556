/** Every field of a record of BMP or MRT, as people read it. */
import type { Field } from '../../model/field.ts';
import { attributeField, messageFields } from '../bgp/describe/fields.ts';
import { describeNlri } from '../bgp/describe/nlri.ts';
import { describeValue, spaced } from '../bgp/describe/value.ts';
import type { JsonFields } from '../bgp/to-json.ts';
import type { Content, Exported, RecordFault } from './exported.ts';

/** First those that the format wraps around the content. */
export function exportedFields({ format, wrapper, content }: Exported): readonly Field[] {
  return [...plainFields(wrapper).map((field) => ({ ...field, remark: format })), ...contentFields(content)];
}

function contentFields(content: Content): readonly Field[] {
  switch (content.kind) {
    case 'message':
      return messageFields(content.message);
    case 'rib': {
      const { nlri, pathId, peer, originated, attributes } = content.rib;
      return [
        { name: 'route', text: describeNlri(pathId === undefined ? nlri : { ...nlri, pathId }) },
        ...(peer === null ? [] : [{ name: 'peer', text: describeValue(peer) }]),
        { name: 'originated', text: `${originated} s since 1970` },
        ...attributes.map(attributeField),
        ...faultFields(content.fault),
      ];
    }
    case 'event':
      return [...plainFields(content.fields), ...faultFields(content.fault)];
  }
}

const plainFields = (fields: JsonFields): Field[] =>
  Object.entries(fields).flatMap(([name, value]) => {
    const text = describeValue(value);
    return text === '' ? [] : [{ name: spaced(name), text }];
  });

const faultFields = (fault: RecordFault | null): Field[] =>
  fault === null ? [] : [{ name: 'malformed', text: `at octet ${fault.offset}: ${fault.reason}`, fault: true }];
