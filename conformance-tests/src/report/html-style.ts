/** Colours by outcome carry a word beside them always: nobody has to see them. */
export const htmlStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --quiet: #57606a; --ground: #fff; --card: #f6f8fa; --line: #d0d7de;
  --failed: #b42318; --noted: #8a5a00; --passed: #1a7f37; --unseen: #6e7781; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --quiet: #9198a1; --ground: #0d1117; --card: #151b23;
  --line: #30363d; --failed: #ff7b72; --noted: #d9a441; --passed: #56d364; --unseen: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground); }
header, main { max-width: 66rem; margin: 0 auto; padding: 1.5rem 1.25rem 0; }
main { padding-bottom: 4rem; }
h1 { margin: 0; font-size: 1.6rem; display: flex; gap: .75rem; align-items: center; flex-wrap: wrap; }
h2 { margin: 2rem 0 .5rem; font-size: 1.05rem; text-transform: capitalize; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin: 0; font-size: .95rem; font-weight: 400; display: flex; gap: .5rem; align-items: baseline; flex-wrap: wrap; }
h3 a { color: inherit; font-weight: 600; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
.sentence { flex: 1 1 24rem; }
.claim { font-size: .85rem; padding: .15rem .6rem; border-radius: 1rem; border: 1px solid currentColor; }
.claim.full, .claim.basic { color: var(--passed); } .claim.partial { color: var(--noted); } .claim.none { color: var(--failed); }
.because { margin: .25rem 0 1rem; color: var(--quiet); }
.bar { display: flex; gap: 2px; height: 1.5rem; border-radius: .35rem; overflow: hidden; font-size: .75rem; }
.bar span { min-width: 1.6rem; display: grid; place-items: center; color: var(--ground); font-weight: 600; }
.bar .failed { background: var(--failed); } .bar .noted { background: var(--noted); }
.bar .passed { background: var(--passed); } .bar .unseen { background: var(--unseen); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.5rem; margin: 1rem 0 0; }
.facts dt { font-size: .75rem; color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.filters { position: sticky; top: 0; background: var(--ground); border: 0; border-bottom: 1px solid var(--line); margin: 1rem 0 0; padding: .6rem 0;
  display: flex; gap: 1rem; flex-wrap: wrap; z-index: 1; }
.filters legend { float: left; margin-right: 1rem; font-weight: 600; padding: 0; }
.requirement { padding: .6rem 0; border-bottom: 1px solid var(--line); }
.requirement ul { list-style: none; margin: .4rem 0 0; padding: 0 0 0 .75rem; border-left: 2px solid var(--line); }
.requirement li { padding: .15rem 0; font-size: .9rem; }
summary { cursor: pointer; }
.mark { font-size: .75rem; font-weight: 600; white-space: nowrap; border: 1px solid currentColor; border-radius: .3rem; padding: 0 .35rem; }
.mark.failed { color: var(--failed); } .mark.noted { color: var(--noted); } .mark.passed { color: var(--passed); } .mark.unseen { color: var(--unseen); }
.sources, .note, .cost { margin: .15rem 0 0; color: var(--quiet); font-size: .8rem; }
code { font: .85em ui-monospace, monospace; color: var(--quiet); }
li dl { margin: .4rem 0 .6rem; display: grid; grid-template-columns: 7rem 1fr; gap: .3rem .75rem; }
li dt { color: var(--quiet); font-size: .8rem; padding-top: .35rem; } li dd { margin: 0; min-width: 0; }
pre { margin: 0; padding: .35rem .6rem; background: var(--card); border: 1px solid var(--line); border-radius: .35rem;
  font: .8rem/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
main:has([value=failed]:checked) .requirement:not(.failed), main:has([value=noted]:checked) .requirement:not(.noted),
main:has([value=passed]:checked) .requirement:not(.passed), main:has([value=unseen]:checked) .requirement:not(.unseen) { display: none; }
main:has([value=failed]:checked) article:not(:has(.failed)), main:has([value=noted]:checked) article:not(:has(.noted)),
main:has([value=passed]:checked) article:not(:has(.passed)), main:has([value=unseen]:checked) article:not(:has(.unseen)) { display: none; }
@media (max-width: 40rem) { li dl { grid-template-columns: 1fr; } }
`;
