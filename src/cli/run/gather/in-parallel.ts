/** At most `most` of `work` at a time, results in the order of the items. */
export async function inParallel<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  async function lane(): Promise<void> {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      // oxlint-disable-next-line no-await-in-loop -- that is the bound
      if (item !== undefined) results[at] = await work(item);
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
  return results;
}
