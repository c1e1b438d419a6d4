/** The page's style: no outside files, readable in light and dark, on paper, and where mail programs drop half of it. */
export const pageStyle = `
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; font: 15px/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: #1c2024; background: #ffffff; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid #d5d9de; }
h2 small, .quiet { color: #5d6670; font-weight: normal; font-size: .85rem; }
p { margin: .35rem 0; }
ul, ol { margin: .35rem 0; padding-left: 1.4rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #e4e7eb; }
th { color: #5d6670; font-weight: 600; }
td:nth-child(-n+2) { white-space: nowrap; }
td:last-child { overflow-wrap: anywhere; }
article { margin: 1rem 0; padding: .6rem 1rem; border: 1px solid #d5d9de; border-left: .3rem solid #8a949e; border-radius: .3rem; break-inside: avoid; overflow-wrap: anywhere; }
article.critical, article.failed { border-left-color: #c62828; }
article.warning { border-left-color: #b26a00; }
article.info { border-left-color: #1667b7; }
article.unknown { border-left-color: #8e24aa; }
article.passed { border-left-color: #2e7d32; }
b.critical, b.failed { color: #c62828; }
b.warning { color: #955800; }
b.info { color: #1667b7; }
b.unknown { color: #8e24aa; }
b.passed { color: #2e7d32; }
code { font: .85em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: .3rem 0; padding: .45rem .7rem; background: #f2f4f6; border-radius: .25rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { user-select: all; }
@media (prefers-color-scheme: dark) {
  body { color: #e4e7eb; background: #15181c; }
  h2, th, td, article { border-color: #343a41; }
  h2 small, .quiet, th { color: #9aa4ae; }
  pre { background: #20252b; }
  article.critical, article.failed { border-left-color: #ef5350; }
  b.critical, b.failed { color: #ff7b78; }
  b.warning { color: #ffb74d; }
  b.info { color: #6fb1f2; }
  b.unknown { color: #d58be6; }
  b.passed { color: #81c784; }
}
@media (max-width: 40rem) {
  td:nth-child(4), th:nth-child(4) { display: none; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  pre { border: 1px solid #d5d9de; }
}
`;
