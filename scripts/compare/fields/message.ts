/** A message of tshark in the shape of ours: what `decode` says of it, without names and what is derived. */
import { descendants, type Field, number } from '../field.ts';
import { groupBy } from '../../../src/transports/kube/group-by.ts';
import { notificationOf, routeRefreshOf } from './notification.ts';
import { openOf } from './open.ts';
import { updateOf } from './update.ts';

const TYPES = ['UNKNOWN', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH'];

export const typeOf = (message: Field): string => TYPES[number(message, 'bgp.type') ?? 0] ?? 'UNKNOWN';

export const lengthOf = (message: Field): number | undefined => number(message, 'bgp.length');

export function messageOf(message: Field): unknown {
  const type = typeOf(message);
  return {
    type,
    typeCode: type === 'UNKNOWN' ? number(message, 'bgp.type') : undefined,
    length: lengthOf(message),
    ...(type === 'OPEN' && { open: openOf(message) }),
    ...(type === 'UPDATE' && { update: updateOf(message) }),
    ...(type === 'NOTIFICATION' && { notification: notificationOf(message) }),
    ...(type === 'ROUTE-REFRESH' && { routeRefresh: routeRefreshOf(message) }),
  };
}

/**
 * Says nothing of its own: lengths and reserved octets, which our values don't have, the bits of a number that is compared
 * whole, and tshark's remarks.
 */
const SILENT =
  /^(_ws\..*|bgp\.marker.*|.*[._]len(gth)?|.*\.reserved|.*\.(length|prefix_length)\.(invalid|bad)|bgp\.cap\.gr\.(flag|helper_mode_only)|.*\.flags\..*|.*\.flag_\w+|.*\.esi\..*|.*\.options\.mt|bgp\.evpn\.(no_ip|nlri\.(maclen|iplen))|bgp\.ext_com\.type\.(auth|tran)|.*nbr_snpa|.*communication_length|bgp\.unknown_[as]afi|bgp\.update\.path_attribute\.community_(as|value)|bgp\.flowspec_nlri\.op\..*|bgp\.flowspec_nlri\.val_(frag_|tcp\.flags\.).*|.*\.fqdn\.\w+\.len|bgp\.next_hop\.rd\.nonzero|bgp\.notify\.minor_error\.unknown|bgp\.flowspec_nlri\.ipv6_pref_length|bgp\.flowspec_ext_com\.emptybytes|.*\.mpls_(label_value|traffic_class|bottom_stack)|bgp\.ext_com\.value_raw)$/;

/** What tshark reads and the mapping does not know, by tshark's names. Fields without octets or value only hold others. */
export function untaken(message: Field): Readonly<Record<string, readonly string[]>> {
  const left = descendants(message).filter(
    ({ taken, name, show, fields }) =>
      !taken && name !== '' && fields.length === 0 && show !== '' && !SILENT.test(name),
  );
  return Object.fromEntries(
    [...groupBy(left, ({ name }) => name)].map(([name, fields]) => [name, fields.map(({ show }) => show)]),
  );
}
