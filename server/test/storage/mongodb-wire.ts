import { BSON } from 'mongodb';

/** One message of MongoDB's wire protocol (OP_MSG), as far as tests need it. */
export interface WireMessage {
  readonly bytes: Buffer;
  readonly requestId: number;
  readonly responseTo: number;
  /** The body; its first member is the command. */
  readonly body: Record<string, unknown>;
}

const headerBytes = 16;
const opMsg = 2013;
const opQuery = 2004;

/** Cuts a byte stream into messages: feed it chunks, it gives what is complete. */
export function createMessageReader(): (chunk: Buffer) => WireMessage[] {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    const messages: WireMessage[] = [];
    while (pending.length >= 4 && pending.length >= pending.readInt32LE(0)) {
      const length = pending.readInt32LE(0);
      messages.push(readMessage(pending.subarray(0, length)));
      pending = pending.subarray(length);
    }
    return messages;
  };
}

export const commandName = ({ body }: WireMessage): string => Object.keys(body)[0] ?? '';

/** An answer to `request`. */
export function replyTo(request: WireMessage, body: Record<string, unknown>): Buffer {
  const document = BSON.serialize(body);
  const reply = Buffer.alloc(headerBytes + 5 + document.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(1, 4);
  reply.writeInt32LE(request.requestId, 8);
  reply.writeInt32LE(opMsg, 12);
  reply.set(document, headerBytes + 5);
  return reply;
}

function readMessage(bytes: Buffer): WireMessage {
  const header = { bytes, requestId: bytes.readInt32LE(4), responseTo: bytes.readInt32LE(8) };
  return { ...header, body: bodyOf(bytes) };
}

function bodyOf(bytes: Buffer): Record<string, unknown> {
  const operation = bytes.readInt32LE(12);
  // Flags, then the kind of the first section. Our driver puts the body first.
  if (operation === opMsg) return documentAt(bytes, headerBytes + 5);
  // The handshake of the first connection: flags, name of the collection, skip, limit, query.
  if (operation === opQuery) return documentAt(bytes, bytes.indexOf(0, headerBytes + 4) + 9);
  return {};
}

function documentAt(bytes: Buffer, offset: number): Record<string, unknown> {
  return BSON.deserialize(bytes.subarray(offset, offset + bytes.readInt32LE(offset)));
}
