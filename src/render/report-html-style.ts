/** The look of the report's page, for light and dark, screen and paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --read: #0b6fc2; --write: #c2410c; --line: #8884; --dim: #777; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin-top: 1.6rem; }
svg { width: 100%; height: 16rem; display: block; border: 1px solid var(--line); cursor: crosshair; touch-action: none; }
svg text { font: 11px system-ui, sans-serif; fill: var(--dim); }
.read { fill: var(--read); } .write { fill: var(--write); } .zoom { fill: #8883; } .grid { stroke: var(--line); }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
.key.read { background: var(--read); } .key.write { background: var(--write); }
#readout { min-height: 1.4em; color: var(--dim); font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; white-space: nowrap; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: left; }
.right { text-align: right; } td:last-child { white-space: normal; overflow-wrap: anywhere; font-family: monospace; }
`;
