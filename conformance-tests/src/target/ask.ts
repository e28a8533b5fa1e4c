import type { Exchange, WireRequest } from '../wire/exchange.ts';
import { NoAnswer, type Wire } from '../wire/send.ts';
import { TargetNotReady } from './target-not-ready.ts';

/** Asks before the checks begin, when no answer means that there is no target. @throws {TargetNotReady} */
export const ask = async (wire: Wire, request: WireRequest, what: string): Promise<Exchange> => {
  try {
    return await wire.send(request);
  } catch (error) {
    const reason = error instanceof NoAnswer ? error.message : String(error);
    throw new TargetNotReady(
      `${what}: ${reason}. ${isOfCertificate(error) ? distrust : 'Is the server running, and is --url its address?'}`,
    );
  }
};

const distrust =
  'This machine does not trust the certificate: NODE_EXTRA_CA_CERTS=<file> trusts the authority that made it, --insecure accepts any';

const isOfCertificate = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /CERT|SIGNATURE/.test(String(cause.code));
};
