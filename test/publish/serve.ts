import { type IncomingMessage, createServer } from 'node:http';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** As it came, `%2F` and all. */
  readonly rawPath: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly octets: Buffer;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
export interface Served {
  readonly base: string;
  close(): void;
}

/** A server on a port of its own. */
export async function serve(answer: (asked: Asked) => Answer): Promise<Served> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
      const asked = {
        method: request.method ?? 'GET',
        path: decodeURIComponent(pathname),
        rawPath: pathname,
        query: searchParams,
        headers: request.headers,
        octets: Buffer.concat(parts),
      };
      const { status, body, headers } = answerOf(() => answer(asked));
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { base: `http://127.0.0.1:${address.port}`, close: () => void server.close().closeAllConnections() };
}

/** A fault of the test's own server must not leave its client waiting. */
function answerOf(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    return { status: 501, body: { message: String(error) } };
  }
}
