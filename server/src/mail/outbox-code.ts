import { hkdfSync } from 'node:crypto';
import type { DeploymentSecrets } from '../signing-keys/sealed-box.ts';

/** Opens the page that shows the mails where nothing is sent. The same after every start, and stored nowhere. */
export const outboxCode = ({ current }: DeploymentSecrets): string =>
  Buffer.from(hkdfSync('sha256', current, '', 'latchkey outbox code', 18)).toString('base64url');
