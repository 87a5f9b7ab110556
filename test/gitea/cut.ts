import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Cutting {
  readonly base: string;
  /** How often a connection was cut. */
  readonly cuts: () => number;
  close(): void;
}

/** A relay to a server that cuts the connection of a request with `mark` in its target, `octets` after its beginning, so many times. */
export async function cutAfter(
  base: string,
  mark: string,
  octets: number,
  times: number,
  onCut: () => Promise<void> = () => Promise.resolve(),
): Promise<Cutting> {
  const { hostname, port } = new URL(base);
  let cuts = 0;
  const open = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connect(Number(port), hostname);
    open.add(client).add(server);
    let seen: number | null = null;
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.on('data', (chunk: Buffer) => {
      const begins =
        cuts < times && /^(?:POST|PUT|PATCH) \S+/m.exec(chunk.toString('latin1'))?.[0]?.includes(mark) === true;
      if (begins) seen = 0;
      if (seen !== null && cuts < times) {
        seen += chunk.length;
        if (seen > octets) {
          cuts += 1;
          client.destroy();
          server.destroy();
          void onCut();
          return;
        }
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => client.write(chunk));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
  const { port: own } = addressOf(relay.address());
  return {
    base: `http://127.0.0.1:${own}`,
    cuts: () => cuts,
    close() {
      relay.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}
