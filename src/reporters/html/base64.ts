const STEP = 0x8000; // arguments that every engine takes

export function toBase64(octets: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < octets.length; at += STEP) parts.push(String.fromCharCode(...octets.subarray(at, at + STEP)));
  return btoa(parts.join(''));
}
