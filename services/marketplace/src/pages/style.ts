/** The pages' style sheet: system fonts, light and dark, one column on a phone. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --ground: #f6fafa; --card: #ffffff; --ink: #12313a; --faint: #57717a; --line: #d3e2e4; --sea: #0a6d80; --on-sea: #ffffff;
  --soft: #e4f2f3; --warn: #8a4b00; --warn-ground: #fff3df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c181c; --card: #122227; --ink: #dcebed; --faint: #93adb4; --line: #26434a; --sea: #62cfe0; --on-sea: #06262c;
    --soft: #17323a; --warn: #ffc983; --warn-ground: #33240c;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .5rem 1.5rem; padding-top: 1.1rem; padding-bottom: .9rem }
header .name { display: flex; align-items: center; gap: .55rem; font-weight: 700; font-size: 1.2rem; color: var(--ink); text-decoration: none }
header .tagline { font-weight: 400; font-size: .9rem; color: var(--faint); margin-left: .2rem }
.ring { width: 1.25rem; height: 1.25rem; border-radius: 50%; border: .32rem solid var(--sea); background: var(--soft) }
nav a { margin-left: 1rem }
a { color: var(--sea) } a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid var(--sea); outline-offset: 2px }
h1 { font-size: clamp(1.6rem, 5vw, 2.3rem); line-height: 1.2; margin: 1.2rem 0 .6rem; text-wrap: balance }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem }
.lead { font-size: 1.08rem; max-width: 46rem; margin: 0 0 1rem }
form { display: grid; grid-template-columns: 1fr auto auto auto; gap: .6rem; margin: 0 0 1.2rem }
label { display: grid; gap: .2rem; font-size: .82rem; color: var(--faint) }
input, select, button { font: inherit; font-size: 1rem; color: inherit; padding: .5rem .7rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--card); min-height: 2.75rem; width: 100% }
button { align-self: end; background: var(--sea); color: var(--on-sea); border-color: var(--sea); font-weight: 600; cursor: pointer }
.entries { list-style: none; margin: 0; padding: 0; display: grid; gap: .9rem; grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr)) }
.entry, .panel { background: var(--card); border: 1px solid var(--line); border-radius: .8rem; padding: 1rem 1.1rem }
.entry { display: flex; flex-direction: column; gap: .45rem }
.entry h3 { margin: 0; font-size: 1.08rem; line-height: 1.3 } .entry p { margin: 0; color: var(--faint); font-size: .95rem }
.entry .price { margin-top: auto; padding-top: .4rem; font-weight: 600; color: var(--ink) }
.marks { display: flex; flex-wrap: wrap; gap: .4rem }
.mark { font-size: .78rem; line-height: 1; padding: .32rem .55rem; border-radius: 1rem; background: var(--soft); color: var(--ink) }
.mark.warn, .notice { background: var(--warn-ground); color: var(--warn) }
.notice { border-radius: .8rem; padding: .8rem 1.1rem; margin: 1rem 0 }
.prose { white-space: pre-wrap; max-width: 46rem }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .4rem 1.2rem; margin: 0 } dt { color: var(--faint) } dd { margin: 0 }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: .95rem; overflow-wrap: break-word }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line) } th { color: var(--faint); font-weight: 500; overflow-wrap: normal }
code { font: .88em ui-monospace, monospace }
ul.plain { margin: 0; padding-left: 1.1rem }
footer { color: var(--faint); font-size: .88rem; margin-top: 3rem; padding-top: 1rem; padding-bottom: 2rem; border-top: 1px solid var(--line) }
@media (max-width: 40rem) {
  form { grid-template-columns: 1fr 1fr } form label:first-child, form button { grid-column: 1 / -1 }
  dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .6rem }
  header .tagline { display: none }
}
`;
