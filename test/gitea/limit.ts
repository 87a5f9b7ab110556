import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Limiting {
  readonly base: string;
  close(): void;
}

/**
 * A relay that takes no body of more than `octets`, as nginx before a Gitea: `client_max_body_size` answers 413 with a page of its own
 * as soon as it has read the header, reads what still comes, and closes.
 */
export async function limitBodies(base: string, octets: number): Promise<Limiting> {
  const { hostname, port } = new URL(base);
  const open = new Set<Socket>();
  const relay = createServer((client) => {
    const server = connect(Number(port), hostname);
    open.add(client).add(server);
    let isRefused = false;
    for (const socket of [client, server]) socket.on('error', () => socket.destroy());
    client.on('data', (chunk: Buffer) => {
      const length = /^POST [^]*?^content-length: (\d+)/im.exec(chunk.toString('latin1'))?.[1] ?? 0;
      if (!isRefused && Number(length) > octets) {
        isRefused = true;
        const page = '<html><head><title>413 Request Entity Too Large</title></head></html>\r\n';
        client.write(
          `HTTP/1.1 413 Request Entity Too Large\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`,
        );
      }
      if (!isRefused) server.write(chunk);
    });
    server.on('data', (chunk) => client.write(chunk));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
  return {
    base: `http://127.0.0.1:${portOf(relay.address())}`,
    close() {
      relay.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
