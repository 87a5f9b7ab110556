import type { SecretKind } from './kind.ts';

/** A name longer than this is no name. */
const LONGEST = 100;

/** Ends of a name without its `-` and `_`, in lower case. The first that fits decides. */
const ENDS: readonly (readonly [string, SecretKind])[] = [
  ['authpassword', 'bgp-password'],
  ['md5password', 'bgp-password'],
  ['md5key', 'bgp-password'],
  ['password', 'password'],
  ['passwords', 'password'],
  ['passwd', 'password'],
  ['passphrase', 'password'],
  ['token', 'token'],
  ['tokens', 'token'],
  ['apikey', 'key'],
  ['secretkey', 'key'],
  ['secretaccesskey', 'key'],
  ['accesskey', 'key'],
  ['accountkey', 'key'],
  ['certificatekey', 'key'],
  ['encryptionkey', 'key'],
  ['fastopenkey', 'key'], // net.ipv4.tcp_fastopen_key: who has it forges cookies (RFC 7413 §5.1)
  ['authenticationkey', 'key'],
  ['privatekey', 'private-key'],
  ['clientkeydata', 'private-key'],
  ['presharedkey', 'pre-shared-key'],
  ['sharedsecret', 'pre-shared-key'],
  ['clientsecret', 'secret'],
  ['clientcertificatedata', 'certificate'],
  ['certificateauthoritydata', 'certificate'],
  ['cabundle', 'certificate'],
  ['keystring', 'key'],
  ['authorization', 'credentials'],
  ['cookie', 'credentials'],
  ['dockerconfigjson', 'credentials'],
  ['dockercfg', 'credentials'],
];

const WHOLE: ReadonlyMap<string, SecretKind> = new Map([
  ['secret', 'secret'],
  ['psk', 'pre-shared-key'],
  ['authpass', 'password'],
]);

/** Environment variables are shouted. `PUBLIC_KEY` is for everybody. */
const SHOUTED: readonly (readonly [RegExp, SecretKind])[] = [
  [/_SECRET$/, 'secret'],
  [/_(?:PASS|PWD)$/, 'password'],
  [/_PSK$/, 'pre-shared-key'],
  [/_CREDENTIALS?$/, 'credentials'],
  [/(?<!PUBLIC)_KEY$/, 'key'],
];

/** What the value of a setting, field or variable of that name is; null if it is no secret. */
export function kindOfName(name: string): SecretKind | null {
  if (name.length > LONGEST) return null;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const plain = last.replace(/[-_]/g, '').toLowerCase();
  const known = ENDS.find(([end]) => plain.endsWith(end))?.[1] ?? WHOLE.get(plain);
  if (known !== undefined) return known;
  return SHOUTED.find(([pattern]) => pattern.test(last) && last === last.toUpperCase())?.[1] ?? null;
}
