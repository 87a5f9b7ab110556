export const MANIFEST = 'bundle.json';

const LONGEST = 512;

/** Whether a path of a bundle stays inside of it, on every system: plain segments with `/` between them. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > LONGEST) return false;
  // oxlint-disable-next-line no-control-regex -- a name with a line end or a NUL is none of ours
  if (/[\u0000-\u001f\\:]/.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

/** Gives each file a path of its own: of a second one that would have the same, the name gets a number. */
export function createPaths(): (path: string) => string {
  const taken = new Set<string>();
  return (path) => {
    let free = path;
    for (let count = 2; taken.has(free); count++) free = path.replace(/(?=\.[^./]*$|$)/, `-${count}`);
    taken.add(free);
    return free;
  };
}
