import type { Operations } from '../../src/generated/operations.gen.ts';
import { password, unique } from './actors.ts';
import type { Answer } from './http-client.ts';
import type { TestClient } from './test-client.ts';

export type TokenPair = Extract<Operations['signIn']['responses'][201], { type: 'token_pair' }>;
export type Refreshed = Operations['issueToken']['responses'][200];

export async function signInRenewable(server: TestClient, email: string): Promise<TokenPair> {
  const { body } = await server.succeed('signIn', { body: { email, password, kind: 'renewable' } });
  if (body.type !== 'token_pair') throw new Error('a renewable session begins with a token pair');
  return body;
}

/** A person who has never used a session token. */
export async function signUpRenewable(server: TestClient): Promise<TokenPair & { readonly email: string }> {
  const email = `${unique('renewable')}@example.com`;
  await server.succeed('signUp', { body: { email, password, name: 'Rena Renewable' } });
  return { ...(await signInRenewable(server, email)), email };
}

export const formOf = (refreshToken: string) => ({ grant_type: 'refresh_token', refresh_token: refreshToken });

export const askToRefresh = (server: TestClient, refreshToken: string): Promise<Answer> =>
  server.ask('issueToken', { form: formOf(refreshToken) });

export const refresh = async (server: TestClient, refreshToken: string): Promise<Refreshed> =>
  (await server.succeed('issueToken', { form: formOf(refreshToken) })).body;

export const refuseRefresh = (server: TestClient, refreshToken: string) =>
  server.refuse('issueToken', 'invalid_grant', { form: formOf(refreshToken) });

export const isAlive = async (server: TestClient, credential: string): Promise<boolean> =>
  (await server.ask('getMe', { as: credential })).status === 200;
