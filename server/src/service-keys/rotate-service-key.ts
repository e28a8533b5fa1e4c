import { ownedToken } from '../api-tokens/owned-token.ts';
import { rotateToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

/** A second secret now, while the old one works on for the overlap: no API server has to stop. */
export const rotateServiceKey: Operation<'rotateServiceKey'> = async (request) => {
  const { path, body, now, services } = request;
  const key = await ownedToken('service_key', deploymentOwner, path.token_id, request);
  const about = { overlapSeconds: body.overlap_seconds, brand: services.catalog.tokenBrand, now };
  const { record, head, secret, events, changes } = rotateToken(key, about, services.apiTokens);
  return { events, changes, answer: ok({ ...presentServiceKey(record, head, now), secret: secret.value }) };
};
