// A BMP station: node station.mjs PORT FILE keeps what its one router sends, octet by octet.
import { createWriteStream } from 'node:fs';
import { createServer } from 'node:net';

const [port, file] = process.argv.slice(2);
createServer((socket) => socket.on('error', () => {}).pipe(createWriteStream(file, { flags: 'a' }))).listen(
  Number(port),
  '127.0.0.1',
  () => console.log('listening'),
);
