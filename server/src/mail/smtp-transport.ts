import { createTransport } from 'nodemailer';
import { seconds } from '../clock.ts';
import type { MailTransport } from './mail-transport.ts';

/**
 * SMTP (RFC 5321). Off this machine only over TLS: mails carry codes that open accounts.
 * @param url `smtp://` (with STARTTLS) or `smtps://`, with user and password in it
 */
export function smtpTransport(
  url: string,
  options: { readonly from: string; readonly isLocal: boolean },
): MailTransport {
  const { from, isLocal } = options;
  const transport = createTransport({
    url,
    ...(isLocal ? { ignoreTLS: !url.startsWith('smtps:') } : { requireTLS: true }),
    connectionTimeout: seconds(10),
    greetingTimeout: seconds(10),
    socketTimeout: seconds(20),
    // A mail is text of ours: nothing in it names a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.split('@').at(-1)?.replace(/>.*$/, '') ?? 'localhost';
  return {
    send: async ({ id, to, subject, text }) => {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
