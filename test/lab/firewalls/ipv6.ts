/** The same worlds in IPv6: every address, and the words that are of one family, turned into the other's. */

/** `10.1.0.7/24` is `fd00:a:1:0::7/64`: what contains another does so still. */
export const toIpv6 = (text: string): string =>
  text.replaceAll(
    /\b(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?/g,
    (_, a: string, b: string, c: string, d: string, length?: string) => {
      const address = `fd00:${[a, b, c].map((each) => Number(each).toString(16)).join(':')}::${Number(d).toString(16)}`;
      return length === undefined ? address : `${address}/${lengthOf(Number(length))}`;
    },
  );

/** Three octets are three groups after the first; the fourth is the end of the last one. */
const lengthOf = (length: number): number => (length <= 24 ? 16 + Math.ceil(length / 8) * 16 : 96 + length);

const NFT: readonly (readonly [RegExp, string])[] = [
  [/\bip (saddr|daddr)\b/g, 'ip6 $1'],
  [/\bip protocol\b/g, 'ip6 nexthdr'],
  [/^table ip /gm, 'table ip6 '],
  [/\bipv4_addr\b/g, 'ipv6_addr'],
  [/\bicmp type\b/g, 'icmpv6 type'],
  [/\bl4proto != icmp\b/g, 'l4proto != ipv6-icmp'],
];
const IPTABLES: readonly (readonly [RegExp, string])[] = [
  [/-p icmp\b/g, '-p ipv6-icmp'],
  [/\bicmp-port-unreachable\b/g, 'icmp6-port-unreachable'],
];

const reword = (words: readonly (readonly [RegExp, string])[]) => (rules: string) =>
  toIpv6(words.reduce((text, [from, to]) => text.replaceAll(from, to), rules));
export const nftToIpv6: (rules: string) => string = reword(NFT);
export const iptablesToIpv6: (rules: string) => string = reword(IPTABLES);
