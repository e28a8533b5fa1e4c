import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentJwks } from '../signing-keys/jwks.ts';

/** The public halves of the keys in use, for everybody (RFC 7517 §5). */
export const getJwks: Operation<'getJwks'> = async ({ services }) =>
  read(ok(presentJwks(await services.signingKeys.documents())));
