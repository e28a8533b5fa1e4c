import type { IncomingMessage } from 'node:http';
import type { Presented } from './principal.ts';

export interface PresentedText {
  readonly value: string;
  readonly place: Presented['place'];
}

const cookieName = 'session';

/** Every credential that a request brings, of whatever worth. A header given twice counts twice. */
export const presentedIn = ({ rawHeaders }: IncomingMessage): readonly PresentedText[] => {
  const found: PresentedText[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name, value = ''] = [rawHeaders[index]?.toLowerCase(), rawHeaders[index + 1]];
    if (name === 'authorization') found.push({ place: 'bearer', value: /^bearer +(\S.*)$/i.exec(value)?.[1] ?? '' });
    if (name === 'x-api-key') found.push({ place: 'api_key_header', value });
    if (name === 'token') found.push({ place: 'token_header', value });
    if (name === 'cookie') found.push(...cookiesIn(value));
  }
  return found;
};

const cookiesIn = (header: string): readonly PresentedText[] =>
  header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${cookieName}=`))
    .map((part) => ({ place: 'cookie', value: part.slice(cookieName.length + 1) }));

const attributes = 'Path=/; HttpOnly; SameSite=Lax';

export const sessionCookie = (value: string): string => `${cookieName}=${value}; ${attributes}`;
export const clearedCookie = `${cookieName}=; Max-Age=0; ${attributes}`;

/** A page of somebody else can make a browser send the cookie, but cannot write these headers. */
export const isFromOwnSite = ({ headers }: IncomingMessage, issuer: string): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === issuer;
};
