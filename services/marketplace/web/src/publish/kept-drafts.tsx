import { type DraftState } from './draft.ts';

/** Drafts that the marketplace keeps for an account. */
export function KeptDrafts({ state }: { state: DraftState }) {
  return (
    <p className="faint">
      {state.draft.about.name === '' ? 'What you type' : `“${state.draft.about.name}”`} is kept in this
      browser and survives a reload.
    </p>
  );
}
