import type { Mail, MailKind } from './outbox-store.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

type Data = Mail['data'];

/** Where a mail sends its reader. Built from the configured issuer alone, never from what a request says (ASVS 6.4.1). */
interface Links {
  readonly page: (name: 'verify-email' | 'reset-password' | 'confirm-email-change') => string;
}

/**
 * The text of every kind of mail: plain, so that there is nothing to hide in it. A code stands in the text and never in a link,
 * which would leave it in histories and logs.
 */
const texts: { readonly [Kind in MailKind]: (data: Data, links: Links) => MailText } = {
  verify_email: ({ code }, { page }) => ({
    subject: 'Verify your e-mail address',
    text: paragraphs(
      'Somebody, you we hope, has signed up with this address. To go on, open',
      page('verify-email'),
      'and give this code with the password that was chosen at sign-up. The code can be used once, for 24 hours:',
      code,
      'If it was not you, do nothing: without the code there is no account.',
    ),
  }),
  account_exists: () => ({
    subject: 'You already have an account',
    text: paragraphs(
      'Somebody, you perhaps, has tried to use this address for an account. It has one already.',
      'If it was you, sign in with your password, or ask for a new one. If it was not you, do nothing.',
    ),
  }),
  reset_password: ({ code }, { page }) => ({
    subject: 'Set a new password',
    text: paragraphs(
      'Somebody, you we hope, has asked for a new password. Open',
      page('reset-password'),
      'and give this code. It can be used once, for one hour:',
      code,
      'If it was not you, do nothing: your password stays as it is.',
    ),
  }),
  set_password: ({ code, name }, { page }) => ({
    subject: 'Your account is ready',
    text: paragraphs(
      `${name === undefined ? 'Hello' : `Hello ${name}`}, an account was made for you. To choose its password, open`,
      page('reset-password'),
      'and give this code. It can be used once:',
      code,
    ),
  }),
  confirm_email_change: ({ code }, { page }) => ({
    subject: 'Confirm your new e-mail address',
    text: paragraphs(
      'Somebody, you we hope, wants to use this address for their account. To confirm it, open',
      page('confirm-email-change'),
      'and give this code. It can be used once, for one hour:',
      code,
      'If it was not you, do nothing: the address is then not used.',
    ),
  }),
  email_change_notice: ({ new_email }) => ({
    subject: 'Your e-mail address is about to change',
    text: paragraphs(
      `Somebody who is signed in to your account has asked to change its address to ${new_email}. It changes when the code that was mailed there is used.`,
      'If it was not you, change your password now: that signs everybody else out.',
    ),
  }),
  email_changed: ({ new_email }) => ({
    subject: 'Your e-mail address has changed',
    text: paragraphs(
      `The address of your account is now ${new_email}. Mails no longer go to this one.`,
      'If it was not you, tell whoever runs this service.',
    ),
  }),
  password_changed: (_, { page }) => ({
    subject: 'Your password has changed',
    text: paragraphs(
      'The password of your account was changed, and other sessions have ended.',
      'If it was not you, ask for a new password at once:',
      page('reset-password'),
    ),
  }),
  invitation: ({ code, workspace_name, invited_by_name }) => ({
    subject: 'You are invited to a workspace',
    text: paragraphs(
      `${invited_by_name} invites you to the workspace ${workspace_name}. Sign in, or sign up with this address, and give this code:`,
      code,
      'If you do not know what this is about, do nothing.',
    ),
  }),
  token_expires: ({ token_name, token_kind, workspace_name, days, expires_at }) => ({
    subject: 'A token expires soon',
    text: paragraphs(
      `The ${kindInWords(token_kind)} "${token_name}"${workspace_name === undefined ? '' : ` of the workspace ${workspace_name}`} expires in ${days} ${days === '1' ? 'day' : 'days'}, at ${expires_at}.`,
      'Whatever uses it stops then. Make a new one, or give this one more time, before that.',
    ),
  }),
  credential_leaked: ({ token_name, token_kind, token_prefix }) => ({
    subject: 'A token was found in public and is revoked',
    text: paragraphs(
      `The ${kindInWords(token_kind)} "${token_name}" (${token_prefix}…) was reported as leaked. It is revoked, and nothing can be done with it any more.`,
      'Make a new one for whatever used it, and look at the audit trail for what it was used for.',
    ),
  }),
};

/** What a mail says. @param issuer the deployment's configured origin */
export function mailText(kind: MailKind, data: Data, issuer: string): MailText {
  const links: Links = { page: (name) => `${issuer}/account/${name}` };
  return texts[kind](data, links);
}

const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;

const kindInWords = (kind: string | undefined): string => (kind ?? 'token').replaceAll('_', ' ');
