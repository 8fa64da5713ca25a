/** The style of report.html: readable in light and dark and on paper; colour is never the only sign. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #ffffff; --tint: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e7ec; --soft: #9aa4af; --line: #39414b; --back: #14181d; --tint: #1e242b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; }
p, ul { margin: .5rem 0; max-width: 60rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
code, pre { font: .875em/1.45 ui-monospace, 'DejaVu Sans Mono', monospace; }
code { background: var(--tint); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { background: var(--tint); padding: .75rem; overflow-x: auto; border-radius: 4px; }
.table { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
td:first-child { white-space: nowrap; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { main { max-width: none; padding: 0; } .table { overflow: visible; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`;
