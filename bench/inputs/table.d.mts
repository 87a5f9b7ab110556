/** Writes a capture of a table transfer, `scale` times smaller than that of the bench. */
export function writeTable(path: string, scale: number): { readonly packets: number; readonly updates: number };
