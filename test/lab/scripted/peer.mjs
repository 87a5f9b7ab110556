// A BGP peer that does what it is told: `node peer.mjs PROGRAM`, PROGRAM as `Program` in peer.ts in JSON.
// It runs in a namespace of its own, on Nodes that don't know TypeScript.
import { connect, createServer } from 'node:net';

const HEADER = 19;
const TYPES = ['', 'OPEN', 'UPDATE', 'NOTIFICATION', 'KEEPALIVE', 'ROUTE-REFRESH'];
const program = JSON.parse(process.argv[2]);
let connections = 0;
const nothing = () => undefined;

const pause = (seconds) =>
  new Promise((resolve) => {
    setTimeout(resolve, seconds * 1000);
  });

/** The peer's messages one by one; null once the connection has ended. */
function messagesOf(socket) {
  let bytes = Buffer.alloc(0);
  let ended = false;
  let wake = nothing;
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    wake();
  });
  socket.on('close', () => {
    ended = true;
    wake();
  });
  socket.on('error', nothing);
  return async () => {
    for (;;) {
      const length = bytes.length < HEADER ? Infinity : bytes.readUInt16BE(16);
      if (bytes.length >= length) {
        const message = bytes.subarray(0, length);
        bytes = bytes.subarray(length);
        return message;
      }
      if (ended) return null;
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  };
}

async function converse(socket) {
  socket.setNoDelay(true);
  const steps = program.conversations[Math.min(connections, program.conversations.length - 1)];
  connections += 1;
  const next = messagesOf(socket);
  for (const step of steps) {
    if (step.expect !== undefined) {
      const message = await expectMessage(next, step.expect);
      if (message === null) return;
      const parameters = step.ifParameters === undefined ? 0 : message[28];
      if (parameters > 0) {
        socket.end(Buffer.from(step.ifParameters, 'hex'));
        return;
      }
    }
    if (step.send !== undefined && !socket.destroyed) socket.write(Buffer.from(step.send, 'hex'));
    if (step.repeat !== undefined) repeat(socket, Buffer.from(step.repeat, 'hex'), step.every);
    if (step.sleep !== undefined) await pause(step.sleep);
    if (step.stopReading === true) socket.pause();
    if (step.end === 'fin') socket.end();
    if (step.end === 'rst') socket.resetAndDestroy();
  }
  while ((await next()) !== null);
}

async function expectMessage(next, type) {
  for (let message = await next(); message !== null; message = await next()) {
    if (TYPES[message[18]] === type) return message;
  }
  return null;
}

function repeat(socket, bytes, seconds) {
  const timer = setInterval(() => {
    if (socket.destroyed || socket.writableEnded) clearInterval(timer);
    else socket.write(bytes);
  }, seconds * 1000);
}

const port = program.port ?? 179;
if (program.connect === undefined) {
  // With more, a paused socket goes on to read into its buffer, and its window stays open.
  createServer({ highWaterMark: 1, allowHalfOpen: program.halfOpen === true }, converse).listen(
    port,
    program.local,
    () => console.log('ready'),
  );
} else {
  console.log('ready');
  do {
    await new Promise((resolve) => {
      const socket = connect({ host: program.connect, port, localAddress: program.local }, () => converse(socket));
      socket.on('error', nothing).on('close', resolve);
    });
    await pause(program.retry ?? 2);
  } while (program.retry !== undefined);
}
