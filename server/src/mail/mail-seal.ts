import { type DeploymentSecrets, openBox, sealBox } from '../signing-keys/sealed-box.ts';
import type { Mail, MailSeal } from './outbox-store.ts';

/** Keeps what a mail carries unreadable at rest: it may hold a code that opens an account. */
export const mailSeal = (secrets: DeploymentSecrets): MailSeal => ({
  seal: (id, data) => sealBox(Buffer.from(JSON.stringify(data)), bindingOf(id), secrets),
  open(id, sealed) {
    const opened = openBox(sealed, bindingOf(id), secrets);
    if (opened === undefined) throw new Error("a mail does not open with this deployment's secret");
    return JSON.parse(opened.toString()) as Mail['data'];
  },
});

const bindingOf = (id: string) => ({ purpose: 'mail', associatedData: id });
