import type { MailKind } from '../../src/mail/outbox-store.ts';
import type { TestServer } from './test-server.ts';

export interface ReceivedMail {
  readonly to: string;
  readonly kind: MailKind;
  readonly data: Readonly<Record<string, string>>;
}

/** The mails that wait for an address, oldest first. */
export async function mailsTo(server: TestServer, address: string): Promise<ReceivedMail[]> {
  const { outbox } = server.services;
  const records = await outbox.newest(1_000);
  return records
    .filter(({ to }) => to === address)
    .map((record) => ({ to: record.to, kind: record.kind, data: outbox.dataOf(record) }))
    .reverse();
}

/** The code of the latest mail of a kind to an address. */
export async function mailedCode(server: TestServer, address: string, kind: MailKind): Promise<string> {
  const mail = (await mailsTo(server, address)).findLast((one) => one.kind === kind);
  if (mail?.data.code === undefined) throw new Error(`no code in a mail ${kind} to ${address}`);
  return mail.data.code;
}
