/** Secrets in the configuration languages of routers and daemons, and in commands: by the words before them. */
import type { Mark, SecretKind } from './kind.ts';
import { isNothing, readQuoted, readRest, readWord } from './value.ts';

interface Rule {
  readonly kind: SecretKind;
  /** In lower case: a line without it is not looked at. */
  readonly needs: string;
  /** Up to the value. */
  readonly head: RegExp;
  readonly takes: 'word' | 'rest' | 'quoted';
}

/** How a password is written, before it: `7`, `cipher`, `text`. */
const FORM =
  '(?:(?:\\d{1,3}|0x\\d|cipher|simple|clear|clear-text|cleartext|plain|encrypted|hash|sha256|sha512|md5|text|ascii|hex|hidden|string)\\s+(?=\\S)){0,3}';
const SCHEME = '(?:Bearer|Basic|Token|Digest|Negotiate|AWS4-HMAC-SHA256)\\s+';
/** Begins where a word begins. */
const rule = (kind: SecretKind, needs: string, head: string, takes: Rule['takes'] = 'word'): Rule => ({
  kind,
  needs,
  head: new RegExp(`(?<![\\w-])(?:${head})`, 'gi'),
  takes,
});
const lineRule = (kind: SecretKind, needs: string, head: string, takes: Rule['takes'] = 'rest'): Rule => ({
  kind,
  needs,
  head: new RegExp(`^\\s*(?:${head})`, 'g'),
  takes,
});

const RULES: readonly Rule[] = [
  // FRR, Cisco, Arista; `peer` of Huawei and H3C. A password may have spaces.
  rule('bgp-password', 'r ', `(?:neighbor|peer)\\s+\\S+\\s+(?:password|authentication-key)\\s+${FORM}`, 'rest'),
  rule('bgp-password', 'md5sig', 'tcp\\s+md5sig\\s+(?:password|key)\\s+'), // OpenBGPD
  rule('key', 'spi', 'spi\\s+\\S+\\s+[\\w-]+\\s+(?=[0-9a-fA-F]{16})'), // OpenBGPD's ipsec
  rule('key', 'spi', 'spi\\s+\\S+\\s+[\\w-]+\\s+\\S+\\s+(?:aes|3des)\\s+(?=[0-9a-fA-F]{16})'),
  rule('bgp-password', '-', `(?:md5-password|tcp-md5-key|md5-key|auth-password)\\s+${FORM}`),
  rule('key', 'key-string', `key-string\\s+${FORM}`, 'rest'),
  rule('key', '-', `(?:authentication-key|hello-authentication-key|secret-key|shared-secret)\\s+${FORM}`),
  rule('pre-shared-key', 'shared-key', `(?:pre-shared-key|preshared-key)\\s+${FORM}`),
  rule(
    'password',
    'pass',
    `(?:encrypted-password|plaintext-password|area-password|domain-password|simple-password|auth_pass)\\s+${FORM}`,
  ),
  rule('password', ' ', `(?:enable|administrator|login)\\s+(?:password|secret)\\s+${FORM}`, 'rest'),
  rule(
    'password',
    'password',
    `(?:isis|chap|pap|ldp\\s+neighbor\\s+\\S+)\\s+(?:sent-username\\s+\\S+\\s+)?password\\s+${FORM}`,
  ),
  rule('password', 'username', `username\\s+\\S+\\s(?:[^"']{0,80}?\\s)?(?:password|secret)\\s+${FORM}`),
  rule('password', ' ', '(?:login\\s+user|pp\\s+auth\\s+(?:username|myname))\\s+\\S+\\s+(?:encrypted\\s+)?'), // YAMAHA
  rule('key', 'message-digest-key', `message-digest-key\\s+\\d+\\s+md5\\s+${FORM}`),
  rule('key', 'authentication', `authentication\\s+(?:mode\\s+)?(?:md5|text|string|key-string)\\s+${FORM}(?=\\S*\\d)`),
  rule('key', 'key', `(?:tacacs|radius)(?:-server)?\\s(?:[^"']{0,100}?\\s)?key\\s+${FORM}`),
  rule('key', 'isakmp', `isakmp\\s+key\\s+${FORM}`),
  rule('community', 'community', 'snmp(?:-server)?\\s+community\\s+(?:read-only\\s+|read-write\\s+)?'),
  rule('key', 'snmp-server', 'snmp-server\\s+user\\s+\\S+\\s[^"\']{0,80}?auth\\s+\\w+\\s+'),
  rule('key', 'snmp-server', 'snmp-server\\s+user\\s+\\S+\\s[^"\']{0,200}?priv\\s+\\w+(?:\\s+\\d+)?\\s+'),
  lineRule('password', '', `(?:password|secret)\\s+${FORM}`),
  lineRule('key', 'key', 'key\\s+\\d\\s+(?=\\S)'),
  // Bare or quoted, up to a semicolon: BIRD, ExaBGP, OpenBGPD.
  rule('password', 'password', 'password\\s+(?=[^\\s;"\'{}]{1,512}\\s*;)'),
  rule('password', '', '(?:password|passphrase|secret)\\s+(?=["\'])', 'quoted'),
  rule(
    'password',
    '',
    '(?:password|secret)\\s+(?:\\d{1,2}|cipher|simple|clear|encrypted|sha512)\\s+(?=\\S{0,512}[\\dA-Z$])',
  ),
  // /etc/ipsec.secrets
  rule('pre-shared-key', ':', '(?<=:\\s{0,9})(?:PSK|EAP|XAUTH|NTLM|PIN|PKCS8|RSA\\s+\\S+)\\s+(?=["\']|0[sx])'),
  rule('key', 'rfc4106', 'rfc4106\\(gcm\\(aes\\)\\)\\s+(?=[0-9a-fA-F]{32})'), // Cilium's keys of IPsec
  lineRule('community', 'community', 'r[ow]community6?\\s+', 'word'), // snmpd.conf
  // ip xfrm state
  rule('key', '0x', '(?:aead|enc|auth|auth-trunc|comp)\\s+\\S+\\s+(?=0x[0-9a-fA-F]{8})'),
  rule('bgp-password', 'tcpdump', 'tcpdump\\s(?:[^|;&]{0,300}?\\s)?-M\\s*'),
  rule('password', 'sshpass', 'sshpass\\s+-p\\s*'),
  rule('credentials', 'curl', 'curl\\s(?:[^|;&]{0,300}?\\s)?(?:-u|--user)[\\s=]+'),
  rule('credentials', 'authorization', `(?:proxy-)?authorization["']?\\s*[:=]\\s*\\[?["']?${SCHEME}`, 'rest'),
  rule('token', 'bearer', 'bearer\\s+(?=[A-Za-z0-9._~+/=-]{16})(?=[A-Za-z._~+/=-]{0,200}\\d)'),
];

/** Replaces each value; what stands before it stays. */
export function redactCommands(line: string, lineNumber: number, mark: Mark): string {
  const lower = line.toLowerCase();
  return RULES.reduce(
    (text, each) => (lower.includes(each.needs) ? applyRule(text, each, lineNumber, mark) : text),
    line,
  );
}

function applyRule(line: string, { kind, head, takes }: Rule, lineNumber: number, mark: Mark): string {
  let result = '';
  let done = 0;
  head.lastIndex = 0;
  for (let found = head.exec(line); found !== null; found = head.exec(line)) {
    const at = head.lastIndex;
    if (/[=:]/.test(line.charAt(at))) continue; // `name = value`
    const quoted = readQuoted(line, at);
    if (takes === 'quoted' && (quoted === null || !BEHIND_VALUE.test(line.slice(quoted.end + 1, quoted.end + 20))))
      continue;
    const { start, end } = quoted ?? (takes === 'rest' ? readRest(line, at) : readWord(line, at));
    const value = line.slice(start, end);
    if (isNothing(value)) continue;
    result += line.slice(done, start) + mark(kind, value, lineNumber, true);
    done = end;
    head.lastIndex = Math.max(end, at);
  }
  return result + line.slice(done);
}

/** Else it is prose: `secret "bgp" not found`. */
const BEHIND_VALUE = /^\s*(?:[;{}#]|$)/;
