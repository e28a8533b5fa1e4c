import type { ListStart } from '../operation/list-page.ts';
import type { Wire } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { Page } from '../storage/find-newest-first.ts';
import { presentStatement } from './checkpoint.ts';

type WireKey = Wire<'listCheckpoints', 200>['keys'][number];

/** A page of a stream's checkpoints, and every public key that ever signed one, so that none ever becomes unverifiable. */
export async function checkpointPage(
  stream: string,
  start: ListStart,
  { auditChains, auditKeys }: Pick<Services, 'auditChains' | 'auditKeys'>,
): Promise<{
  readonly data: ReturnType<typeof presentStatement>[];
  readonly keys: WireKey[];
  readonly page: Page<unknown>;
}> {
  const [page, keys] = await Promise.all([auditChains.checkpointPage(stream, start), auditKeys.all()]);
  return {
    data: page.documents.map(presentStatement),
    keys: keys.map(({ _id, public_jwk }): WireKey => ({ ...public_jwk, kid: _id, use: 'sig', alg: 'EdDSA' })),
    page,
  };
}
