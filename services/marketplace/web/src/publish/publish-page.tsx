import { Button } from '@atoll/ui/button.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { Suspense } from 'react';
import { type Draft, Draft as DraftSchema, type DraftState, useDraft } from './draft.ts';
import { SetAside } from './set-aside.tsx';
import { KeptDrafts } from './kept-drafts.tsx';
import { MadeFrom } from './made-from.tsx';
import { AboutStep } from './steps/about-step.tsx';
import { FilesStep } from './steps/files-step.tsx';
import { KindStep } from './steps/kind-step.tsx';
import { NextStep } from './steps/next-step.tsx';
import { PreviewStep } from './steps/preview-step.tsx';
import { ProgramStep } from './steps/program-step.tsx';
import { ProviderStep } from './steps/provider-step.tsx';
import { MintStep } from './steps/mint-step.tsx';
import { RulesStep } from './steps/rules-step.tsx';
import type { StepInput } from './steps/step.tsx';
import { TermsStep } from './steps/terms-step.tsx';

interface Step {
  readonly id: string;
  readonly name: string;
  readonly Content: (input: StepInput) => React.ReactNode;
}

const first: Step = { id: 'kind', name: 'What you publish', Content: KindStep };
const last: readonly Step[] = [
  { id: 'about', name: 'Description', Content: AboutStep },
  { id: 'terms', name: 'Terms', Content: TermsStep },
  { id: 'preview', name: 'What becomes public', Content: PreviewStep },
  { id: 'publish', name: 'Publish', Content: MintStep },
  { id: 'next', name: 'What comes next', Content: NextStep },
];

/** The steps of a kind, in order. */
function stepsOf(kind: Draft['kind']): readonly Step[] {
  if (kind !== 'dataset') return [first, { id: 'program', name: 'What runs', Content: ProgramStep }, ...last];
  return [
    first,
    { id: 'provider', name: 'Your provider', Content: ProviderStep },
    { id: 'rules', name: 'Rules', Content: RulesStep },
    { id: 'files', name: 'Files', Content: FilesStep },
    ...last,
  ];
}

/** Lists a dataset, an algorithm or a model, step by step; what is typed survives a reload. */
export default function PublishPage() {
  const state = useDraft();
  const { draft, change, replace } = state;
  const steps = stepsOf(draft.kind);
  const at = Math.max(
    0,
    steps.findIndex(({ id }) => id === draft.step),
  );
  const step = steps[at] ?? first;
  const go = (to: number) => {
    const next = steps[Math.min(Math.max(to, 0), steps.length - 1)] ?? first;
    change({ step: next.id });
    document.getElementById('step')?.focus();
  };
  return (
    <Page
      title="Publish"
      lead="Your data stays at your provider. What is published is a description, the rules and the terms; you see all of it before it is."
    >
      <div className="with-side">
        <nav aria-label="Steps">
          <ol className="steps">
            {steps.map(({ id, name }, index) => (
              <li
                key={id}
                data-state={index < at ? 'done' : index === at ? 'now' : 'waiting'}
                aria-current={index === at ? 'step' : undefined}
              >
                {index < at && draft.published === undefined ? (
                  <Button look="plain" small onClick={() => go(index)}>
                    {name}
                  </Button>
                ) : (
                  name
                )}
              </li>
            ))}
          </ol>
          <p>
            <Button small onClick={() => replace(DraftSchema.parse({ providerUrl: draft.providerUrl }))}>
              Start afresh
            </Button>
          </p>
          <SetAside state={state} />
          <Suspense fallback={<Loading what="Opening your drafts" />}>
            <KeptDrafts state={state} />
          </Suspense>
        </nav>
        <section aria-labelledby="step">
          <h2 id="step" tabIndex={-1}>
            {step.name}
          </h2>
          {draft.derived === undefined ? null : <MadeFrom derived={draft.derived} />}
          <StepContent step={step} state={state} onDone={() => go(at + 1)} />
        </section>
      </div>
    </Page>
  );
}

function StepContent({ step, state, onDone }: { step: Step; state: DraftState; onDone: () => void }) {
  const { Content } = step;
  return (
    <Suspense fallback={<Loading what="Opening the step" />}>
      <Content key={step.id} {...state} onDone={onDone} />
    </Suspense>
  );
}
