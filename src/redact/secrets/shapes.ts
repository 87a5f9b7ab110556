/** Secrets that show what they are by themselves, wherever they stand. */
import type { Mark, SecretKind } from './kind.ts';

/** Each begins where no word goes on: so a long word is looked at once. */
const SHAPES: readonly (readonly [SecretKind, RegExp])[] = [
  ['token', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g], // JSON Web Token (RFC 7519)
  ['key', /(?<!\w)(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)/g], // AWS
  ['token', /(?<!\w)(?:gh[pousr]_\w{30,255}|github_pat_\w{22,255})/g],
  ['token', /(?<!\w)gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\w.-]{16,255}/g], // GitLab
  ['token', /(?<!\w)(?:xox[abeoprs]-[\w-]{10,255}|hvs\.[\w-]{20,255}|npm_\w{36}|AIza[\w-]{35}|ya29\.[\w-]{20,255})/g],
  ['password', /(?<![\w$])\$(?:1|2[abxy]|5|6|7|8|9|14|y|gy|sha1|apr1)\$[^\s"'`;,<>\\]{4,512}/g], // crypt(5), Junos, IOS
];
/** Of kubeadm; anywhere else it is a host name. */
const BOOTSTRAP = /(?<![\w.-])[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])/g;
const ABOUT_BOOTSTRAP = /token|bootstrap|authentication,signing/i;
/** What stands between `://` and `@` (RFC 3986 §3.2.1). */
const USER_INFO = /(:\/\/[^\s/?#"'@:]{0,255}:)(?!<redacted:)([^\s/?#"']{1,1024})(?=@)/g;
const WG_KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

export function redactShapes(line: string, lineNumber: number, mark: Mark): string {
  let text = line;
  for (const [kind, shape] of SHAPES) text = text.replace(shape, (value) => mark(kind, value, lineNumber, true));
  if (ABOUT_BOOTSTRAP.test(text)) text = text.replace(BOOTSTRAP, (value) => mark('token', value, lineNumber, true));
  if (text.includes('@')) {
    text = text.replace(
      USER_INFO,
      (_, head: string, value: string) => head + mark('credentials', value, lineNumber, true),
    );
  }
  return text.includes('\t') ? redactWireGuard(text, lineNumber, mark) : text;
}

/** `wg show … dump`: an interface's line has its private key and its public one, a peer's its public key and the shared one. */
function redactWireGuard(line: string, lineNumber: number, mark: Mark): string {
  const fields = line.split('\t', 12);
  const key = fields.findIndex((field) => WG_KEY.test(field));
  if (key === -1 || key > 1 || fields.length > 10) return line;
  const isPeer = fields.length - key > 4;
  const at = isPeer ? key + 1 : key;
  const value = fields[at] ?? '';
  if (!WG_KEY.test(value)) return line;
  return fields.with(at, mark(isPeer ? 'pre-shared-key' : 'private-key', value, lineNumber, true)).join('\t');
}
