import { seconds } from '../clock.ts';
import type { MailText } from './mail-texts.ts';

export interface OutgoingMail extends MailText {
  /** The mail's id: the same for each attempt, so that a mail that arrives twice can be recognised. */
  readonly id: string;
  readonly to: string;
}

/** Hands mails over to somebody who delivers them. */
export interface MailTransport {
  /** Resolves once the other side has taken responsibility; throws otherwise. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

/** The longest time one attempt takes. A claim lasts longer than that. */
export const longestAttempt = seconds(60);
