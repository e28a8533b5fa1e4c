import { createHmac } from 'node:crypto';
import type { RunOptions } from '../options.ts';

/**
 * The password of a person that a run made, from the operator's secret and the person's name: whoever can run the suite can
 * sign in as them later and clear up after a run that broke off, and no secret is written anywhere.
 */
export const passwordOf = (key: string, name: string): string => {
  const derived = createHmac('sha256', key).update(`conformance ${name}`).digest('base64url');
  return `${derived.slice(0, 20)} ${derived.slice(20)}`;
};

export const cleanupKeyOf = ({ operator }: Pick<RunOptions, 'operator'>): string =>
  operator.password ?? operator.setupToken ?? 'without an operator nothing is cleared up';
