import { type Field, all, number, one, text } from '../field.ts';

/** The octets of data are compared; what `detail` makes of them is derived. */
export function notificationOf(message: Field): unknown {
  const subcode = one(message, /^bgp\.notify\.minor_error/);
  const data = all(message, /^bgp\.(notify\.(minor_data|communication|communication_length|error_.*)|cap)$/);
  return {
    code: number(message, 'bgp.notify.major_error'),
    subcode: subcode === undefined ? undefined : Number(subcode.show),
    data: data.map(octetsOf).join(''),
    text: text(message, 'bgp.notify.communication'),
  };
}

/** A capability has none of its own: those of its fields are its octets. */
function octetsOf({ value, fields }: Field): string {
  for (const field of fields) field.taken = true;
  return value === '' ? fields.map(octetsOf).join('') : value;
}

export function routeRefreshOf(message: Field): unknown {
  return {
    afi: number(message, 'bgp.route_refresh.afi'),
    safi: number(message, 'bgp.route_refresh.safi'),
    subtype: number(message, 'bgp.route_refresh.subtype'),
  };
}
