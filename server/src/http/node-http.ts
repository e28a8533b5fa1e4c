/**
 * Node's HTTP server, by the way that loads nothing else: whoever imports `node:http` from an ES module is handed `WebSocket`
 * too, for which Node loads all of undici, and that costs each process 15 MiB and each start a twentieth of a second.
 */
export const { createServer } = process.getBuiltinModule('node:http');
