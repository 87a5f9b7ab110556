/** What we use of `ws`, by way of @kubernetes/client-node, whose types name it and do not bring it. */
declare module 'ws' {
  class WebSocket {
    /** Stops reading from the network: the other end is held up. */
    pause(): void;
    resume(): void;
    send(data: Uint8Array): void;
    close(): void;
    /** Without a farewell. */
    terminate(): void;
    on(event: 'close', listener: () => void): this;
  }
  namespace WebSocket {
    export { WebSocket };
    export interface ClientOptions {
      handshakeTimeout?: number;
      signal?: AbortSignal;
    }
  }
  export = WebSocket;
}
