import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ListeningServer, listen } from '../../src/selftest/null-servers.ts';

export type TinyServer = ListeningServer;

/** A server of a few lines on a free port, for what the suite has to stand up to. */
export const startTinyServer = (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<TinyServer> =>
  listen((request, response) => {
    request.resume();
    answer(request, response);
  });
