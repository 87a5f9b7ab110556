import { all, type Field, number, one, text } from '../field.ts';

const SID = 'bgp.prefix_sid';

export function prefixSidOf(attribute: Field): unknown {
  const tlvs = all(attribute, /^bgp\.prefix_sid\.(label_index|srv6_l[23]vpn)$/);
  return tlvs.map((tlv) => ({ type: number(tlv, `${SID}.type`), value: valueOf(tlv) }));
}

function valueOf(tlv: Field): unknown {
  if (tlv.name !== `${SID}.label_index`) return subTlvsOf(tlv, tlv.name);
  return { flags: number(tlv, `${SID}.label_index.flags`), labelIndex: number(tlv, `${SID}.label_index.value`) };
}

function subTlvsOf(tlv: Field, name: string): unknown {
  const list = one(tlv, `${name}.sub_tlvs`);
  return (
    list &&
    all(list, `${name}.sub_tlv`).map((sub) => ({
      type: number(sub, `${name}.sub_tlv.type`),
      value: {
        sid: text(sub, `${name}.sid_value`),
        flags: number(sub, `${name}.sid_flags`),
        endpointBehavior: number(sub, `${name}.srv6_endpoint_behavior`),
        subSubTlvs: all(one(sub, `${name}.sub_sub_tlvs`) ?? { fields: [] }, `${name}.sub_sub_tlv`).map((inner) => ({
          type: number(inner, `${name}.sub_sub_tlv.type`),
          value: {
            locatorBlockLength: number(inner, `${name}.sid.locator_block_len`),
            locatorNodeLength: number(inner, `${name}.sid.locator_node_len`),
            functionLength: number(inner, `${name}.sid.func_len`),
            argumentLength: number(inner, `${name}.sid.arg_len`),
            transpositionLength: number(inner, `${name}.sid.trans_len`),
            transpositionOffset: number(inner, `${name}.sid.trans_offset`),
          },
        })),
      },
    }))
  );
}
