import { userInfo } from 'node:os';

/** Of whoever runs us; in a container the number often has no name. */
export function userName(known: () => { readonly username: string } = userInfo): string {
  try {
    return known().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
