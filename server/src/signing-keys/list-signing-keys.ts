import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { keyTimeline } from './key-timeline.ts';
import { presentSigningKey } from './present-signing-key.ts';

/** Every key there is and was, without its private half. */
export const listSigningKeys: Operation<'listSigningKeys'> = async (request) => {
  const { now, services } = request;
  const start = startOf('listSigningKeys', deploymentStream, request);
  const [page, inUse] = await Promise.all([services.signingKeys.page(start), services.signingKeys.inUse()]);
  const { standingOf } = keyTimeline(inUse, now);
  return read(
    nextPage(
      page.documents.map((key) => presentSigningKey(key, standingOf(key))),
      page,
      start,
      request,
    ),
  );
};
