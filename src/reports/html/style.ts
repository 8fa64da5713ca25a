/** The style of report.html: readable in light and dark and on paper; colour is never the only sign. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #ffffff; --tint: #f3f5f7; --link: #0b57a4; --mark: #fff3bf;
  --c0: #1f5fa8; --c1: #f0a030; --c2: #1e8f7c; --c3: #d987b0; --c4: #5b3a8c; --c5: #9aa5b1; --c6: #c22f2f; --c7: #2b333c; --c8: #66717d;
  --calm: #dfe5ec; --rise: #f6cf94; --bad: #e58f86; --good: #b5dcc0; --l0: #cfdcf0; --l1: #e6d5ee; --l2: #d3e9e2; --edge: #7d8792; --grid: #d8dde3;
  --gap: #b4bdc7; --stripe: #b8483e; --red: #c4201a; --green: #1c7a3e; --warn: #c76a1d; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e3e7ec; --soft: #a3adb8; --line: #39414b; --back: #14181d; --tint: #1e242b; --link: #7fb6f2; --mark: #4a3f12;
    --c0: #4f93de; --c1: #f0b050; --c2: #3fb8a2; --c3: #e3a3c4; --c4: #a283d8; --c5: #77828e; --c6: #e8625a; --c7: #d7dde4; --c8: #98a3af;
    --calm: #303a45; --rise: #6b4c1a; --bad: #7c332d; --good: #24513a; --l0: #2a3f5c; --l1: #483257; --l2: #23483f; --edge: #6b7681; --grid: #2c333b;
    --gap: #4b5560; --stripe: #c4665c; --red: #ff7b72; --green: #56c983; --warn: #d9853b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 78rem; margin: 0 auto; padding: .9rem 1.5rem 3rem; }
h1 { font-size: 1.65rem; line-height: 1.2; margin: 0 0 .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 2.25rem 0 .75rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .4rem; overflow-wrap: anywhere; }
p, ul { margin: .5rem 0; max-width: 62rem; overflow-wrap: anywhere; }
h1 + p { margin: 0 0 .5rem; color: var(--soft); }
li { margin: .25rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
code, pre { font: .875em/1.45 ui-monospace, 'DejaVu Sans Mono', monospace; }
code { background: var(--tint); padding: .1em .15em; border-radius: 3px; overflow-wrap: anywhere; white-space: pre-wrap; }
a > code { color: var(--link); text-decoration: underline; text-underline-offset: 2px; }
pre { background: var(--tint); padding: .6rem .75rem; margin: .3rem 0; overflow-x: auto; border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
td { min-width: 4rem; overflow-wrap: break-word; }
td:first-child { min-width: 9rem; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
button, input, select { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: 4px; padding: .15rem .5rem; max-width: 100%; }
button { cursor: pointer; }
button:hover, button[aria-pressed=true] { background: var(--tint); }
button[aria-pressed=true] { font-weight: 600; border-width: 2px; }
th button { border: 0; padding: 0; font-weight: 600; color: var(--soft); text-decoration: underline dotted; text-underline-offset: 3px; }
th[aria-sort=descending] button::after { content: ' ↓'; }
th[aria-sort=ascending] button::after { content: ' ↑'; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
[hidden], .js .static { display: none !important; }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.facts { display: grid; grid-template-columns: repeat(5, minmax(0, auto)); gap: 0 1.5rem; margin: .3rem 0 .5rem; padding: .45rem 0; border: solid var(--line); border-width: 1px 0; justify-content: space-between; }
.facts dt { font-size: .76rem; color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
.facts dd + dd { font-weight: 400; font-size: .82rem; color: var(--soft); }
figure { margin: 0; }
figcaption { font-size: .8rem; color: var(--soft); margin: .2rem 0; }
.bar { display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; font-size: .85rem; }
.stretch { color: var(--soft); margin-left: .5rem; font-variant-numeric: tabular-nums; }
#picture-drawing { position: relative; overflow-x: auto; touch-action: pan-y; }
.js #picture-drawing { cursor: crosshair; user-select: none; overflow: hidden; }
.js #picture-drawing:focus { outline: 2px solid var(--link); }
.picture { display: block; max-width: none; }
.cursor, .range { position: absolute; top: 0; bottom: 0; pointer-events: none; }
.cursor { width: 1px; background: var(--text); opacity: .7; }
.range { background: var(--link); opacity: .18; }
.readout { position: absolute; top: 3.5rem; z-index: 2; max-width: 21rem; padding: .5rem .7rem; font-size: .78rem; line-height: 1.35; background: var(--back); border: 1px solid var(--edge); border-radius: 5px; pointer-events: none; box-shadow: 0 2px 8px #0003; }
.reading { margin-top: .2rem; }
.lane-name { color: var(--soft); display: block; }
.value { margin-right: .7rem; overflow-wrap: anywhere; }
.behind:not(:empty) { border-left: 3px solid var(--link); padding-left: .75rem; margin: .5rem 0; }
.picture text { fill: var(--text); }
.picture .axis { fill: var(--soft); }
.picture .grid { stroke: var(--grid); }
.c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); } .c4 { fill: var(--c4); } .c5 { fill: var(--c5); } .c6 { fill: var(--c6); } .c7 { fill: var(--c7); } .c8 { fill: var(--c8); }
.s7 { stroke: var(--c7); } .s8 { stroke: var(--c8); }
.t-calm { fill: var(--calm); } .t-rise { fill: var(--rise); } .t-bad { fill: var(--bad); } .t-good { fill: var(--good); } .t-leader-0 { fill: var(--l0); } .t-leader-1 { fill: var(--l1); } .t-leader-2 { fill: var(--l2); }
.band { stroke: var(--edge); }
.event { fill: var(--c8); stroke: var(--c8); } .event.warn { fill: var(--warn); stroke: var(--warn); }
.limit { stroke: var(--red); } path.figure { stroke: var(--text); } circle.figure { fill: var(--text); } .interval { fill: var(--text); }
.onset { stroke: var(--red); } .onset.good { stroke: var(--green); }
.picture .onset-label { fill: var(--red); } .picture .onset-label.good { fill: var(--green); }
.picture .title, .picture .onset-label { stroke: var(--back); }
.hatch-gap { stroke: var(--gap); } .hatch-bad { stroke: var(--stripe); }
figure.split { margin: .75rem 0; } .split .name { font-weight: 600; } .split .plate { fill: var(--back); opacity: .85; }
.spark { display: block; width: 96px; height: 20px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); gap: 1rem; }
.card { border: 1px solid var(--line); border-left: 5px solid var(--edge); border-radius: 5px; padding: .6rem 1rem .75rem; min-width: 0; }
.card.confirmed { border-left-color: var(--red); } .card.likely { border-left-color: var(--warn); } .card.possible { border-left-style: dashed; }
.card h3 { margin: 0 0 .2rem; } .card h4 { margin: .6rem 0 .1rem; font-size: .85rem; color: var(--soft); }
.card ul { padding-left: 1.1rem; margin: .2rem 0; font-size: .9rem; }
.verdict { font-weight: 700; }
.meter { display: inline-block; vertical-align: middle; width: 84px; height: 10px; }
.meter rect { fill: var(--tint); stroke: var(--edge); } .meter .value { fill: var(--c7); }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1rem; list-style: none; padding: 0; font-size: .9rem; }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .4rem .8rem; align-items: end; font-size: .85rem; }
.filters label { display: flex; flex-direction: column; } .filters label.check { flex-direction: row; gap: .4rem; align-items: center; }
.filters input, .filters select { width: 100%; } .filters .check input { width: auto; }
.count { color: var(--soft); font-size: .85rem; }
.entries { list-style: none; padding: 0; margin: .5rem 0; font-size: .9rem; max-height: 75vh; overflow-y: auto; border: solid var(--line); border-width: 1px 0; }
.entry { display: grid; grid-template-columns: 13.5rem 8rem 4.5rem minmax(0, 1fr); gap: 0 .8rem; padding: .25rem .4rem; margin: 0; border-bottom: 1px solid var(--line); border-left: 4px solid transparent; content-visibility: auto; contain-intrinsic-size: auto 48px; }
.entry.critical { border-left-color: var(--red); } .entry.warning { border-left-color: var(--warn); }
.when { font-variant-numeric: tabular-nums; } .where, .severity { color: var(--soft); overflow-wrap: anywhere; } .entry.critical .severity { color: var(--red); font-weight: 600; }
.entry.pointed, .line.pointed { background: var(--mark); }
.line { margin: .1rem 0; } .line summary { cursor: pointer; }
@media (max-width: 640px) {
  main { padding: .75rem .75rem 2rem; } h1 { font-size: 1.35rem; }
  .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .4rem 1rem; } .facts div:nth-child(3), .facts div:nth-child(5) { grid-column: 1 / -1; }
  .table table { min-width: 42rem; }
  #first .table { overflow: visible; } #first .table table { min-width: 0; } #first :is(table, tbody, tr, td) { display: block; } #first thead { display: none; }
  #first td { border: 0; padding: .1rem 0; overflow-wrap: anywhere; } #first td:first-child { font-weight: 600; } #first tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
  .entry { grid-template-columns: 1fr auto; } .entry .what { grid-column: 1 / -1; } .entry .where { text-align: right; } .entry .severity { grid-column: 1 / -1; } .entry .severity:empty { display: none; }
  .stretch { margin-left: 0; width: 100%; }
  html:not(.js) .picture { min-width: 60rem; }
}
.js .writers-panel.other { display: none; }
@media print {
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; } .table, #picture-drawing { overflow: visible; } h2, h3 { break-after: avoid; } tr, figure { break-inside: avoid; } h4 { break-after: avoid; } .facts { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .3rem 1rem; }
  .js .static { display: revert !important; } .js .writers-panel.other { display: block; } [data-script], .bar, nav, .cursor, .readout, .behind { display: none !important; }
  .picture, .js .picture { width: 100%; height: auto; min-width: 0; } .cards { display: block; } .card { margin-bottom: .6rem; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
