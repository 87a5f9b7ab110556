/** Why the two readings differ where they do: what `npm run compare:tshark` holds differences against, and docs/decoders.md lists. */
import type { Found } from './capture.ts';
import { Outcome } from './compare.ts';

export interface Explanation {
  /** Whose reading the section bears out; both, where each is a reading that it allows. */
  readonly right: 'k8sdoctor' | 'tshark' | 'both';
  /** What decides. */
  readonly section: string;
  readonly what: string;
  /** Of the path. Of these four all that are given have to hold. */
  readonly field?: RegExp;
  readonly capture?: RegExp;
  readonly outcome?: Outcome;
  readonly ours?: RegExp;
}

/** Made broken by those who test decoders with them: of such a message each reads a little more or less than the other. */
const BROKEN = /oobr|infinite-loop|RegressionTests|bgpsec_invalid_signature/;
/** Messages with a fault in their length or their attributes, made by the lab. */
const FAULTY = /attribute-list-overrun|attribute-length|attribute-flags/;

/** The first that fits counts. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    right: 'k8sdoctor',
    section: 'RFC 4271 §6.1',
    what: 'After a message whose marker or length is wrong k8sdoctor looks for the next marker; tshark leaves the rest of the segment out. A router would close the connection at the first.',
    field: /^message$/,
    capture: BROKEN,
  },
  {
    right: 'both',
    section: 'RFC 4271 §6.3, RFC 7606 §4',
    what: 'Captures that were made to crash decoders. Where an attribute or a list runs over its end, k8sdoctor keeps the value as octets and stops there; tshark goes on with what it finds, or stops earlier.',
    capture: BROKEN,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 4271 §6.1',
    what: 'A message with a broken marker: k8sdoctor shows the type and length that its sender meant, tshark only the octets.',
    field: /^message$/,
    capture: /bad-marker/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 4271 §6.1',
    what: 'A length below 19 octets: k8sdoctor shows the message with its fault, tshark leaves it out.',
    field: /^message$/,
    capture: /bad-length/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 4271 §4.2',
    what: 'An optional parameter that is not assigned: tshark does not skip its value, and takes its octets for further parameters.',
    field: /^open\.otherParameters/,
    capture: /optional-parameter|open-rejected/,
    outcome: Outcome.THERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 9293 §3.8.6.1',
    what: 'Octets that came as probes of a closed window, one at a time: tshark takes them for keep-alives of TCP and lacks the message that they belong to.',
    field: /^message$/,
    capture: /zero-window/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 9293 §3.4',
    what: 'A capture put together by hand, with sequence numbers that leave a gap: k8sdoctor reads on at the next marker.',
    field: /^message$/,
    capture: /pmacct.*304-BGP-IPv6/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 9293 §3.10.7.4',
    what: 'Segments that came again or out of order: k8sdoctor reads the octets once and in their order, and names the packet that made a message whole; tshark dissects some segments again as they come.',
    field: /^message$/,
    capture: /session\/(mtu-black-hole|packet-loss)/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 1812 §4.3.2.3',
    what: 'An ICMP error that quotes a whole segment: tshark reads the message in it once more, though it was sent once; k8sdoctor matches the error to its session.',
    field: /^message$/,
    capture: /rejected-midway/,
    outcome: Outcome.THERE,
  },
  {
    right: 'both',
    section: 'RFC 4271 §4.1',
    what: 'A web server behind port 179: of octets that are no BGP k8sdoctor shows one message with a broken marker, and tshark one without a length.',
    field: /^message$/,
    capture: /web-server/,
  },
  {
    right: 'both',
    section: 'RFC 4271 §4.2',
    what: 'An OPEN that the snap length cut: tshark shows the fields before the cut, k8sdoctor none of a message that it does not have.',
    field: /^open\./,
    capture: /snap-length/,
    outcome: Outcome.THERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 9072 §2',
    what: 'Extended optional parameters: tshark reads them with lengths of one octet.',
    field: /^(open|tshark\.bgp\.(open|cap))\./,
    capture: /extended-optional-parameters-length/,
  },
  {
    right: 'both',
    section: 'RFC 4271 §4.2',
    what: 'Optional parameters other than capabilities: k8sdoctor names their types, tshark shows their octets too.',
    field: /^tshark\.bgp\.open\.opt\.param\./,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 8538 §3.1',
    what: 'The shutdown text within a hard reset: tshark shows the octets of the NOTIFICATION that is wrapped in it.',
    field: /^notification\.text$/,
    capture: /hard-reset/,
    outcome: Outcome.HERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 9003 §2',
    what: 'Control characters in a shutdown text: tshark writes them as escapes.',
    field: /^notification\.text$/,
    capture: /hostile-text/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 7606 §7.1, §4',
    what: 'An attribute of a wrong length: k8sdoctor keeps its octets, tshark shows none.',
    field: /^update\.attributes\./,
    capture: FAULTY,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 6793 §4.1',
    what: 'A path with 4-octet numbers to a peer that announced no capability 65: tshark guesses the width from the octets, k8sdoctor keeps what the OPENs say, which is the fault.',
    field: /^update\.attributes\.2\./,
    capture: /four-octet-path-to-two-octet-peer/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 7606 §7.3',
    what: 'NEXT_HOP of no octets: k8sdoctor gives them as hex, tshark only remarks on it.',
    field: /^update\.attributes\.3\.value$/,
    capture: /bgp-addpath\.pcap/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 7911 §4',
    what: 'Path identifiers where none were negotiated: tshark guesses from the octets, and takes two IPv6 prefixes for one with an identifier.',
    field: /^update\.attributes\.14\.value\.nlri/,
    capture: /ipv6-gobgp-frr|link-local-bird-frr/,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 7911 §3',
    what: 'Path identifiers of VPN prefixes: tshark does not read them, and calls the NLRI invalid.',
    field: /^(update\.attributes\.1[45]\.value\.|tshark\.bgp\.nlri_path_id)/,
    capture: /vpn-add-path/,
  },
  {
    right: 'tshark',
    section: 'RFC 7911 §3',
    what: 'Path identifier 0 before IPv6 prefixes in BMP, of a peer whose Peer Up is not in the capture: the octets read as well as four default routes, which k8sdoctor takes them for in two messages. It says that it guessed.',
    field: /^update\.attributes\.14\.value\.nlri\[\d+\]\.prefix$/,
    capture: /JUMBO/,
    ours: /^(::\/0|2001:db8::(15|23)\/128)$/,
  },
  {
    right: 'tshark',
    section: 'RFC 7911 §3',
    what: 'The path identifier of those.',
    field: /^update\.attributes\.14\.value\.nlri\[\d+\]\.pathId$/,
    capture: /JUMBO/,
    outcome: Outcome.THERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 7911 §3',
    what: 'Path identifiers of VPN prefixes in BMP, as above.',
    field: /^update\.attributes\.14\.value\.nlri/,
    capture: /JUMBO/,
    outcome: Outcome.HERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 8950 §3',
    what: 'The next hop of an IPv4 VPN that is an IPv6 address: tshark shows none.',
    field: /^update\.attributes\.14\.value\.nextHop/,
    capture: /JUMBO/,
    outcome: Outcome.HERE,
  },
  {
    right: 'tshark',
    section: 'RFC 7854 §4.2',
    what: 'Paths of 2-octet numbers in BMP whose per-peer header says 4 octets: k8sdoctor believes the header and calls the path malformed; tshark guesses from the octets.',
    field: /^update\.attributes\.2\./,
    capture: /JUMBO/,
  },
  {
    right: 'k8sdoctor',
    section: 'draft-ietf-grow-bmp-tlv §4',
    what: 'TLVs behind the UPDATE of a Route Monitoring message: tshark takes them for another message.',
    field: /^message$/,
    capture: /unreachable-prefix-announcement/,
    outcome: Outcome.THERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 4684 §4',
    what: 'Route targets of other lengths than 0 and 96 bits: tshark calls them malformed.',
    field: /^update\.attributes\.1[45]\.value\.(nlri|withdrawn)\[\d+\]/,
    capture: /bgp-rt-prefix/,
    outcome: Outcome.HERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 5668 §2',
    what: 'A route target of a 4-octet AS, 0202000186a0ffff: its AS is 100000; tshark shows 4294967295.',
    field: /^update\.attributes\.14\.value\.nlri\[\d+\]\.routeTarget$/,
    capture: /bgp-rt-prefix/,
    outcome: Outcome.DIFFERENT,
  },
  {
    right: 'k8sdoctor',
    section: 'draft-ietf-bess-mup-safi §3',
    what: 'Mobile user plane (SAFI 85): tshark does not read the family, nor its next hop.',
    field: /^update\.attributes\.1[45]\.value\./,
    capture: /mup-gobgp/,
    outcome: Outcome.HERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 5701 §2, RFC 9234 §5, draft-ietf-idr-entropy-label',
    what: 'Attributes that tshark 4.0 does not know, of which it shows no octets: 25 of IPv6 communities, 35 Only to Customer, 39.',
    field: /^update\.attributes\.(25|35|39)\.value/,
    outcome: Outcome.HERE,
  },
  {
    right: 'k8sdoctor',
    section: 'RFC 4577 §4.2.6',
    what: 'The router ID of an OSPF Router ID community is followed by two octets, which tshark leaves out.',
    field: /^update\.attributes\.16\.value\[\d+\]\.value$/,
    ours: /^[\d.]+:0$/,
  },
  {
    right: 'k8sdoctor',
    section: 'draft-kothari-henderickx-l2vpn-vpls-multihoming §3.1',
    what: "The last two octets of a Layer2 Info community are a VPLS site's preference, which tshark does not show.",
    field: /^update\.attributes\.16\.value\[\d+\]\.preference$/,
    outcome: Outcome.HERE,
  },
];

export function explanationOf(found: Found, explanations: readonly Explanation[]): Explanation | undefined {
  return explanations.find(
    ({ field, capture, outcome, ours }) =>
      (field === undefined || field.test(found.field)) &&
      (capture === undefined || capture.test(found.capture)) &&
      (outcome === undefined || outcome === found.outcome) &&
      (ours === undefined || ours.test(found.ours ?? '')),
  );
}
