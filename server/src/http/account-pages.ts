/** The pages that mails lead to. Each takes the mailed code in a form and calls one operation of the contract with it. */
interface AccountPage {
  readonly title: string;
  readonly operation: string;
  readonly password: string | undefined;
  readonly done: string;
}

const accountPages: { readonly [name: string]: AccountPage } = {
  'verify-email': {
    title: 'Verify your e-mail address',
    operation: '/v1/email-verification-completions',
    password: 'The password you chose',
    done: 'Your address is verified. You can sign in now.',
  },
  'reset-password': {
    title: 'Set a new password',
    operation: '/v1/password-reset-completions',
    password: 'The new password, at least 15 characters',
    done: 'Your new password is set. You can sign in with it now.',
  },
  'confirm-email-change': {
    title: 'Confirm your new e-mail address',
    operation: '/v1/email-change-confirmations',
    password: undefined,
    done: 'Your account has its new address.',
  },
};

const html = ({ title, operation, password, done }: AccountPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<main><h1>${title}</h1>
<form data-operation="${operation}" data-done="${done}">
<p><label>The code from the mail<br><input name="code" autocomplete="one-time-code" spellcheck="false" required></label></p>
${password === undefined ? '' : `<p><label>${password}<br><input name="password" type="password" autocomplete="${operation.includes('reset') ? 'new-password' : 'current-password'}" required></label></p>\n`}<p><button>Go on</button></p>
</form>
<p role="status"></p>
<noscript>This page needs its script to send what you type.</noscript>
</main>
<script src="/account/form.js"></script>
</body>
</html>
`;

const script = `const form = document.querySelector('form');
const status = document.querySelector('[role=status]');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(form));
  given.code = given.code.trim();
  try {
    const answer = await fetch(form.dataset.operation, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      credentials: 'omit',
      body: JSON.stringify(given),
    });
    status.textContent = answer.ok ? form.dataset.done : (await answer.json()).detail;
    if (answer.ok) form.remove();
  } catch {
    status.textContent = 'The service could not be reached. Try again.';
  }
});
`;

/** By path, as `pages.ts` serves them. */
export const accountPagesByPath = {
  ...Object.fromEntries(
    Object.entries(accountPages).map(([name, about]) => [
      `/account/${name}`,
      { type: 'html', body: () => html(about) },
    ]),
  ),
  '/account/form.js': { type: 'js', body: () => script },
};
