/** What the pages for people have in common. The renderer of `/docs` brings its own style, so ours holds inside `.plain` alone. */
export const frame = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/docs/icon.svg">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
${content}
</body>
</html>
`;

export const style = `:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --quiet: #5d6b7e; --line: #d9dfe7; --marked: #eef4fd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #12161c; --quiet: #9aa7b8; --line: #2b333f; --marked: #1b2533; } }
body { margin: 0; font-family: system-ui, sans-serif; background: var(--paper); color: var(--ink); }
main.plain { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; line-height: 1.5; }
.plain a { color: #3b7ddd; text-decoration: none; } .plain a:hover { text-decoration: underline; }
.plain code, .plain pre { font-family: ui-monospace, monospace; font-size: .9em; }
.plain pre { background: var(--marked); padding: .75rem 1rem; overflow-x: auto; border-radius: .375rem; }
.plain h1 { font-size: 1.6rem; margin: .5rem 0; } .plain h2 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
.plain p, .plain ul { margin: .35rem 0; } .plain ul { padding-left: 1.25rem; } .plain .quiet { color: var(--quiet); }
.plain .status { display: inline-block; padding: 0 .5rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .85em; }
.plain table { border-collapse: collapse; width: 100%; } .plain td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; vertical-align: top; }
`;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Text of the contract: words between backticks are code, nothing else is marked up. */
export const proseHtml = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
