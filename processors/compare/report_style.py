"""The look of `compare.html`: type first, quiet colours that never speak alone; light, dark, narrow and printed."""

STYLE = """
:root{--ink:#1c1b19;--quiet:#6a675f;--paper:#fcfbf8;--line:#e2dfd6;--sheet:#fff;--open:#0b6b3a;--open-bg:#dff3e4;
--close:#9a3412;--close-bg:#fde8dc;--code:#1d4f91;--code-bg:#e4edf8;--gone:#3a3833;--gone-bg:#e9e6dd;--link:#1d4f91}
@media (prefers-color-scheme:dark){:root{--ink:#e9e6df;--quiet:#a29d92;--paper:#171614;--line:#34322d;--sheet:#1e1d1a;
--open:#86dba5;--open-bg:#143524;--close:#f3a97f;--close-bg:#43220f;--code:#9cc2f5;--code-bg:#1b2d45;--gone:#d6d1c5;
--gone-bg:#35332d;--link:#9cc2f5}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1.5rem}
body{margin:0 auto;max-width:78rem;padding:2.5rem 2rem 4rem;background:var(--paper);color:var(--ink);
font:1.0625rem/1.6 Charter,"Bitstream Charter","Source Serif 4",Georgia,serif;overflow-wrap:anywhere}
h1,h2,dt,th,.summary,.line,.note,.columns,.tag,.page,.release,.code,.gone,details>summary,.skip,footer,.quiet
{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 1.25rem}
h2{font-size:1.1875rem;margin:3rem 0 .25rem;letter-spacing:-.005em}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:3px}
.quiet{color:var(--quiet);font-size:.875rem;font-weight:400}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--sheet);padding:.5rem 1rem}
.releases{display:grid;grid-template-columns:1fr 1fr;gap:1rem 2rem;margin:0 0 1.5rem}
.releases div{display:flex;gap:.75rem;align-items:baseline;min-width:0}
dt{font-weight:700;border:1.5px solid currentColor;border-radius:50%;width:1.65rem;line-height:1.5rem;text-align:center;
flex:none;font-size:.875rem}
dd{margin:0;min-width:0}.name{font-weight:600}.releases .quiet{display:block}
.summary{list-style:none;display:flex;flex-wrap:wrap;gap:0;margin:0;padding:0;border:1px solid var(--line);
border-radius:10px;background:var(--sheet);overflow:hidden}
.summary li{flex:1 1 8.5rem;border-right:1px solid var(--line);margin-right:-1px}
.summary a,.summary li>span{display:block;padding:.85rem 1.1rem;text-decoration:none;color:inherit;height:100%}
.summary a:hover{background:var(--gone-bg)}
.summary strong{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
.summary .what{color:var(--quiet);font-size:.875rem}.summary .opened a strong{color:var(--open)}
.summary .closed a strong{color:var(--close)}.summary .codes a strong{color:var(--code)}
.common,.why{color:var(--quiet);margin:.75rem 0 0;max-width:44rem}.why{margin:0 0 1rem}
.changes{list-style:none;margin:0;padding:0}
.changes li{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1.1rem;margin:0 0 1.5rem;max-width:52rem}
.changes li.opened{border-color:var(--open)}.changes li.closed{border-color:var(--close)}
.changes li.codes{border-color:var(--code)}.changes li:target{background:var(--gone-bg)}
.line,.note{margin:0;font-size:.875rem}.note{color:var(--quiet)}
.label{font-weight:650}.opened>.line .label{color:var(--open)}.closed>.line .label{color:var(--close)}
.codes>.line .label{color:var(--code)}
.code{white-space:normal;border:1px solid var(--line);border-radius:5px;padding:.05rem .4rem;font-size:.8125rem}
blockquote{margin:.3rem 0 .35rem}
mark{background:none;color:inherit;border-radius:3px;padding:.05em .15em;-webkit-box-decoration-break:clone;
box-decoration-break:clone}
mark.opened{background:var(--open-bg);box-shadow:inset 0 -2px var(--open)}
mark.closed{background:var(--close-bg);box-shadow:inset 0 -2px var(--close)}
mark.codes,mark.marks{background:var(--code-bg);box-shadow:inset 0 -2px var(--code)}
mark:target,.to:target .gone{outline:2px solid var(--link);outline-offset:2px}
.tag{margin-left:.4em;font-size:.6875rem;font-weight:650;text-decoration:none;white-space:nowrap;text-transform:uppercase;
letter-spacing:.04em}
.opened .tag{color:var(--open)}.closed .tag{color:var(--close)}.tag:hover{text-decoration:underline}
.gone{display:inline-block;background:var(--gone-bg);color:var(--gone);border-radius:3px;padding:0 .45em;
font-size:.75rem;line-height:1.5;letter-spacing:.01em}
.to{text-decoration:none}.to .gone{box-shadow:inset 0 -2px currentColor}
.row{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem;border-top:1px solid var(--line);
padding:.85rem 0}
.row p{margin:0}.side.none{opacity:.75}.release{display:none}
.columns{position:sticky;top:0;z-index:1;background:var(--paper);font-weight:650;font-size:.875rem;padding:.6rem 0;
border-top:0;border-bottom:1px solid var(--line)}
.page{display:block;color:var(--quiet);font-size:.75rem;font-weight:600;letter-spacing:.02em}
details{border-top:1px solid var(--line)}details>.row:first-of-type{border-top:0}
details>summary{cursor:pointer;padding:.7rem 0;color:var(--quiet);font-size:.875rem}
table{border-collapse:collapse;width:100%;max-width:60rem;font-size:.9375rem}
th{font-size:.8125rem;color:var(--quiet);font-weight:600}th,td{text-align:left;padding:.45rem .9rem .45rem 0;
border-bottom:1px solid var(--line);vertical-align:top}
#alone li{margin:.4rem 0}
footer{margin-top:3rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.875rem}
@media (max-width:46rem){body{padding:1.25rem 1rem 3rem;font-size:1rem}h1{font-size:1.4375rem}
.releases,.row{grid-template-columns:minmax(0,1fr)}.row{gap:.75rem}.columns{display:none}
.release{display:inline-block;font-size:.6875rem;font-weight:700;border:1px solid currentColor;border-radius:50%;
width:1.2rem;line-height:1.1rem;text-align:center;margin-right:.5em;color:var(--quiet)}
.page{display:inline;margin-right:.6em}
.summary li{flex-basis:50%;border-bottom:1px solid var(--line);margin-bottom:-1px}
th,td{padding-right:.5rem}}
@media print{:root{--paper:#fff;--sheet:#fff;--ink:#000}body{padding:0;max-width:none;font-size:10.5pt}
.columns{position:static}.row,.changes li{break-inside:avoid}a{color:inherit}.skip{display:none}}
"""
"""Everything that the page needs: no fonts, pictures or styles are fetched."""
