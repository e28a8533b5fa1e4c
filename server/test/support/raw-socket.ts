import { connect } from 'node:net';
import type { Answer } from './http-client.ts';

/**
 * Writes what no HTTP client would, one byte for each character, and reads until the server ends the connection.
 * @returns every answer that came back, in order
 */
export async function sendRaw(port: number, ...pieces: readonly string[]): Promise<Answer[]> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setEncoding('utf8');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  // A server that has heard enough may reset the connection; what it said before counts.
  socket.on('error', () => {});
  for (const piece of pieces) socket.write(piece, 'latin1');
  await ended;
  return answersIn(received);
}

/** Only what our server sends: bodies of a stated length, or in chunks. */
function answersIn(text: string): Answer[] {
  const answers: Answer[] = [];
  let rest = text;
  while (rest.startsWith('HTTP/1.1 ')) {
    const end = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    );
    const length = Number(headers['content-length'] ?? 0);
    answers.push({ status: Number(statusLine.split(' ')[1]), headers, text: rest.slice(end + 4, end + 4 + length) });
    rest = rest.slice(end + 4 + length);
  }
  return answers;
}
