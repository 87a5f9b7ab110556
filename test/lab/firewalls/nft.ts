/** Random rule sets of nftables, as `nft -f` takes them. */
import * as fc from 'fast-check';
import { ADDRESSES, DEVICES, pick, PORTS } from './pools.ts';

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;
type Hook = (typeof HOOKS)[number] | 'any';

const not = pick('', '', '', '!= ');
const address = pick(...ADDRESSES);
const addresses = fc.oneof(
  address,
  fc.tuple(address, address).map(([a, b]) => (a === b ? a : `{ ${a}, ${b} }`)),
  pick('10.0.0.0-10.0.0.99', '@hosts', '@nobody'),
);
const ports = fc.oneof(pick(...PORTS), pick('{ 53, 179 }', '{ 80, 179-443 }', '1-1023', '@ports'));

/** nft takes no two of these that contradict each other. */
const transport = fc.oneof(
  fc
    .tuple(pick('tcp dport', 'udp dport', 'tcp sport', 'meta l4proto { tcp, udp } th dport'), not, ports)
    .map((words) => words.join(' ')),
  pick(
    'meta l4proto tcp',
    'meta l4proto { tcp, udp }',
    'meta l4proto != icmp',
    'ip protocol udp',
    'ip protocol != tcp',
  ),
  pick('tcp flags syn', 'tcp flags & (fin|syn|rst|ack) == syn', 'tcp flags & ack == ack'),
);

/** @param hook `oifname` and `fib` are not of every one */
function matchOf(hook: Hook): fc.Arbitrary<string> {
  const out = hook === 'forward' || hook === 'output' || hook === 'postrouting';
  const into = hook === 'prerouting' || hook === 'input' || hook === 'forward';
  const device = pick(...DEVICES);
  return fc.oneof(
    fc.tuple(pick('ip saddr', 'ip daddr'), not, addresses).map((words) => words.join(' ')),
    pick(
      'ct state new',
      'ct state established,related',
      'ct state != new',
      'ct state { new, untracked }',
      'ct state invalid',
    ),
    pick('meta mark 0x1', 'meta mark & 0x1 == 0x1', 'meta mark != 0x2', 'meta mark and 0x2 != 0x2'),
    ...(into ? [fc.tuple(pick('iifname', 'iifname !='), device).map(([words, name]) => `${words} "${name}"`)] : []),
    ...(out ? [fc.tuple(pick('oifname', 'oifname !='), device).map(([words, name]) => `${words} "${name}"`)] : []),
    ...(hook === 'input' || hook === 'prerouting' ? [pick('fib daddr type local', 'fib daddr type != local')] : []),
  );
}

function verdictOf(hook: Hook, chains: readonly string[]): fc.Arbitrary<string> {
  const rejects = hook === 'input' || hook === 'forward' || hook === 'output';
  return pick(
    'accept',
    'accept',
    'drop',
    'return',
    'counter',
    'meta mark set 0x1',
    'meta mark set meta mark or 0x2',
    ...(rejects ? ['reject', 'reject with icmp type admin-prohibited'] : []),
    ...(hook === 'prerouting' ? ['notrack'] : []),
    ...chains.flatMap((name) => [`jump ${name}`, `goto ${name}`]),
  );
}

function vmapOf(chains: readonly string[]): fc.Arbitrary<string> {
  const verdict = pick('accept', 'drop', 'return', ...chains.map((name) => `jump ${name}`));
  return fc.tuple(pick('tcp dport', 'ip protocol', 'ct state'), verdict, verdict).map(([subject, first, second]) => {
    const [a, b] = { 'tcp dport': ['179', '80'], 'ip protocol': ['tcp', 'udp'], 'ct state': ['new', 'established'] }[
      subject
    ] ?? ['', ''];
    return `${subject} vmap { ${a} : ${first}, ${b} : ${second} }`;
  });
}

function rulesOf(hook: Hook, chains: readonly string[]): fc.Arbitrary<readonly string[]> {
  const rule = fc
    .tuple(fc.option(transport, { nil: null }), fc.array(matchOf(hook), { maxLength: 2 }), verdictOf(hook, chains))
    .map(([first, matches, verdict]) => [...(first === null ? [] : [first]), ...matches, verdict].join(' '));
  return fc.array(fc.oneof({ weight: 6, arbitrary: rule }, { weight: 1, arbitrary: vmapOf(chains) }), { maxLength: 5 });
}

/** A chain jumps to later ones only: the kernel takes no loops. */
const LATER = ['one', 'two', 'three'] as const;
const base = (chain: string): fc.Arbitrary<string> =>
  fc
    .constantFrom(...HOOKS)
    .chain((hook) =>
      fc
        .tuple(fc.integer({ min: -350, max: 350 }), pick('accept', 'accept', 'accept', 'drop'), rulesOf(hook, LATER))
        .map(
          ([priority, policy, rules]) =>
            `chain ${chain} { type filter hook ${hook} priority ${priority}; policy ${policy}; ${rules.join('; ')}; }`,
        ),
    );

const SETS = `set hosts { type ipv4_addr; flags interval; elements = { 10.0.0.0/26, 192.168.10.1 }; }
set nobody { type ipv4_addr; }
set ports { type inet_service; flags interval; elements = { 53, 150-200 }; }`;

const table = (name: string): fc.Arbitrary<string> =>
  fc
    .record({
      family: pick('ip', 'inet'),
      bases: fc.tuple(base('b0'), base('b1'), base('b2')),
      chains: fc.tuple(...LATER.map((_, index) => rulesOf('any', LATER.slice(index + 1)))),
    })
    .map(({ family, bases, chains }) => {
      const later = LATER.map((chain, index) => `chain ${chain} { ${(chains[index] ?? []).join('; ')}; }`);
      return [`table ${family} ${name} {`, SETS, ...later.toReversed(), ...bases, '}'].join('\n');
    });

export const nftRules: fc.Arbitrary<string> = fc
  .tuple(table('first'), table('second'))
  .map((tables) => tables.join('\n').replaceAll('; ;', ';').replaceAll('{ ; }', '{ }'));

/** With chains that translate: sources where packets leave, destinations where they come in. */
export const nftNatRules: fc.Arbitrary<string> = fc
  .tuple(
    nftRules,
    natChain('postrouting', 100, ['masquerade', 'snat to 192.168.20.99', 'accept', 'return', 'drop']),
    natChain('prerouting', -100, ['dnat to 10.1.0.9', 'accept', 'accept', 'return', 'drop']),
  )
  .map(([rules, ...chains]) => `${rules}\ntable ip translation {\n${SETS}\n${chains.join('\n')}\n}`);

function natChain(hook: Hook, priority: number, verdicts: readonly string[]): fc.Arbitrary<string> {
  const rule = fc
    .tuple(fc.array(matchOf(hook), { minLength: 1, maxLength: 2 }), pick(...verdicts))
    .map(([matches, verdict]) => [...matches, verdict].join(' '));
  return fc
    .array(rule, { minLength: 1, maxLength: 3 })
    .map((rules) => `chain ${hook} { type nat hook ${hook} priority ${priority}; ${rules.join('; ')}; }`);
}
