import { setTimeout } from 'node:timers/promises';
import { createHttpClient, type HttpClient } from '../../server/test/support/http-client.ts';
import type { MeasuredProcess } from './measured-process.ts';

const password = 'seven tall herons over Brno';
const json = { 'Content-Type': 'application/json' };

export const clientOf = ({ address }: Pick<MeasuredProcess, 'address'>, connections?: number): HttpClient =>
  createHttpClient(Number(new URL(address).port), connections);

const emailOf = (index: number): string => `signs-in-${index}@example.com`;
const signIn = (index: number) =>
  ({
    method: 'POST',
    path: '/v1/sessions',
    headers: json,
    body: JSON.stringify({ email: emailOf(index), password }),
  }) as const;

/** Signs people up, one after the other, so that the queue of hashes is never full. */
export async function signUpPeople(client: HttpClient, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const body = JSON.stringify({ email: emailOf(index), password, name: 'Somebody' });
    const { status, text } = await client.send({ method: 'POST', path: '/v1/users', headers: json, body });
    if (status !== 201) throw new Error(`sign-up answered ${status}: ${text}`);
  }
}

export interface SignIns {
  /** Sessions that were opened. */
  succeeded: number;
  /** Turned away with 503, because too many were waiting. */
  turnedAway: number;
}

/** Keeps so many sign-ins going, each by another of those people, until it is told to stop. */
export async function keepSigningIn(
  client: HttpClient,
  { people, parallel, isOver }: { readonly people: number; readonly parallel: number; readonly isOver: () => boolean },
): Promise<SignIns> {
  const counted: SignIns = { succeeded: 0, turnedAway: 0 };
  const one = async (first: number): Promise<void> => {
    for (let index = first; !isOver(); index += parallel) {
      const { status, headers, text } = await client.send(signIn(index % people));
      if (status === 201) counted.succeeded += 1;
      else if (status === 503) {
        counted.turnedAway += 1;
        await waitAsTold(Number(headers['retry-after']), isOver);
      } else throw new Error(`sign-in answered ${status}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, (_, index) => one(index)));
  return counted;
}

/** Until the moment the answer named, or soon after all is over. */
async function waitAsTold(seconds: number, isOver: () => boolean): Promise<void> {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until && !isOver()) await setTimeout(Math.min(250, until - performance.now()));
}
