/** How many of four slots are wanted in each hour of the day: a quiet night, a morning's work, a rush beyond the kink, an idle evening. */
export const demand: readonly number[] = [
  0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 2, 1, 0, 0, 0, 0, 0,
];
export const slots = 4;
export const runSeconds = 900;
const hour = 3_600;

/** Something that happens at a second of the day. */
export type Step = { readonly at: number; readonly kind: 'order' | 'settle'; readonly run: number };

/** Each wanted slot runs jobs of a quarter of an hour, one after the other; settlements come before orders of the same second. */
export function plan(wanted: readonly number[]): Step[] {
  const steps: Step[] = [];
  let run = 0;
  wanted.forEach((busy, index) => {
    for (let start = index * hour; start < (index + 1) * hour; start += runSeconds) {
      for (let slot = 0; slot < busy; slot += 1) {
        // slots begin one after the other, as jobs come
        const at = start + slot * (runSeconds / slots);
        steps.push({ at, kind: 'order', run }, { at: at + runSeconds - 5, kind: 'settle', run });
        run += 1;
      }
    }
  });
  return steps.sort((left, right) => left.at - right.at);
}
