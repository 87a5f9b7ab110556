/** What captures are called where there is little room: by what their names differ in. Null of one. */
export function captureNames(files: readonly string[]): ReadonlyMap<string, string> | null {
  const all = [...new Set(files)];
  if (all.length < 2) return null;
  const parts = all.map((file) => file.split(/(?<=[^\p{L}\p{N}])|(?=[^\p{L}\p{N}])/u));
  const most = Math.min(...parts.map(({ length }) => length)) - 1;
  const ahead = countSame(parts, most);
  const behind = countSame(
    parts.map((each) => each.toReversed()),
    most - ahead,
  );
  return new Map(
    all.map((file, index) => [file, parts[index]?.slice(ahead, parts[index].length - behind).join('') ?? file]),
  );
}

/** Of how many first parts all have the same ones. */
function countSame(names: readonly (readonly string[])[], most: number): number {
  let count = 0;
  while (count < most && new Set(names.map((parts) => parts[count])).size === 1) count += 1;
  return count;
}
