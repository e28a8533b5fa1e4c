import { arrayOf, type JsonObject, objectOf, stringOf } from '../contract/document.ts';
import { bodyJson, type WireRequest } from '../wire/exchange.ts';
import type { Wire } from '../wire/send.ts';

/** A mail that the target would have sent. */
export interface Mail {
  readonly to: string;
  /** `verify_email`, `reset_password`, `set_password`, `confirm_email_change`, `invitation` and others. */
  readonly kind: string;
  /** What the mail was made of; `code` where it carries one. */
  readonly data: JsonObject;
  readonly subject: string;
  readonly text: string;
}

/** How long a mail may be on its way into the outbox. */
export const longestMailSeconds = 5;

export const outboxRequest = (secret: string): WireRequest => ({
  method: 'GET',
  path: '/dev/outbox.json',
  headers: [['Latchkey-Test-Hooks', secret]],
});

/** The newest mails, newest first; undefined where the target has no outbox that the secret opens. */
export const readOutbox = async (wire: Wire, secret: string): Promise<readonly Mail[] | undefined> => {
  const { answer } = await wire.send(outboxRequest(secret));
  const { data } = objectOf(bodyJson(answer));
  if (answer.status !== 200 || !Array.isArray(data)) return undefined;
  return arrayOf(data).map((item) => {
    const mail = objectOf(item);
    return {
      to: stringOf(mail.to),
      kind: stringOf(mail.kind),
      data: objectOf(mail.data),
      subject: stringOf(mail.subject),
      text: stringOf(mail.text),
    };
  });
};
