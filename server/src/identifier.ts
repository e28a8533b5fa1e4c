import { typeidUnboxed } from 'typeid-js';

/** The kinds of thing that have an id on the wire, by TypeID prefix. */
export type IdentifierPrefix = 'usr' | 'wsp' | 'ses' | 'tok' | 'rol' | 'inv' | 'evt' | 'mai';

/** A new TypeID (UUIDv7 in lower-case Crockford base32): sorts by time, cannot be guessed. */
export const newIdentifier = (prefix: IdentifierPrefix): string => typeidUnboxed(prefix);
