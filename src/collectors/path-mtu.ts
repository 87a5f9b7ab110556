/** The path MTU by echo requests that may not be fragmented (RFC 1191 §3, RFC 8201 §4). Sizes are octets of IP packets. */

/** What became of the requests of one size. */
export type Echo =
  | { readonly kind: 'answered' }
  | { readonly kind: 'silent' }
  /** The kernel or a router said so; null where it did not say how large they may be. */
  | { readonly kind: 'too-big'; readonly mtu: number | null };

export interface PathMtu {
  readonly answered: number | null;
  readonly silent: number | null;
  readonly told: number | null;
}

/** No larger packets are tried: jumbo frames have so many. */
export const LARGEST = 9000;
/** Every host takes these (RFC 791 §3.1, RFC 8200 §5). */
const SMALLEST = { ipv4: 576, ipv6: 1280 } as const;
const MOST_STEPS = 20;

/**
 * Asks for the largest first, which is mostly all there is to it: what the link does not take the kernel says itself.
 * Sizes that nobody answers are searched through; the result stands once the two on its edge were asked again.
 * Null where the answers differ from one time to the next.
 */
export async function findPathMtu(
  family: 'ipv4' | 'ipv6',
  echo: (octets: number) => Promise<Echo>,
): Promise<PathMtu | null> {
  const smallest = SMALLEST[family];
  let answered: number | null = null;
  let told: number | null = null;
  let tooLarge = { octets: LARGEST + 1, isSilent: false };
  let next = LARGEST;
  for (let step = 0; step < MOST_STEPS; step++) {
    // oxlint-disable-next-line no-await-in-loop -- each size depends on the answer to the one before
    const found = await echo(next);
    const mtu = found.kind === 'too-big' && isBetween(smallest, found.mtu, next) ? found.mtu : null;
    if (found.kind === 'answered') answered = next;
    else tooLarge = { octets: mtu === null ? next : mtu + 1, isSilent: found.kind === 'silent' };
    told = mtu ?? told;
    if (answered === null) {
      if (next === smallest) return { answered, silent: null, told };
      next = mtu ?? smallest;
    } else if (tooLarge.octets - answered > 1) next = (tooLarge.octets + answered) >> 1;
    else if (!tooLarge.isSilent) return { answered, silent: null, told };
    else return (await isStable(answered, tooLarge.octets, echo)) ? { answered, silent: tooLarge.octets, told } : null;
  }
  return null;
}

const isBetween = (least: number, mtu: number | null, next: number): boolean =>
  mtu !== null && mtu >= least && mtu < next;

/** Requests get lost by chance too. */
async function isStable(answered: number, silent: number, echo: (octets: number) => Promise<Echo>): Promise<boolean> {
  return (await echo(silent)).kind === 'silent' && (await echo(answered)).kind === 'answered';
}
