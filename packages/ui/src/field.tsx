import { type ReactNode, useId } from 'react';

/** What a control has to be given so that label, hint and complaint are read with it. */
export interface ControlProperties {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/**
 * A labelled control with a hint and, where the value is wrong, what is wrong with it.
 *
 * @example
 * <Field label="Price" hint="for each run" wrong={error}>{(control) => <input {...control} value={price} onChange={…} />}</Field>
 */
export function Field(input: {
  label: ReactNode;
  hint?: ReactNode;
  wrong?: string | undefined;
  children: (control: ControlProperties) => ReactNode;
}) {
  const id = useId();
  const { label, hint, wrong } = input;
  const described = [hint === undefined ? '' : `${id}-hint`, wrong === undefined ? '' : `${id}-wrong`]
    .filter((name) => name !== '')
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint === undefined ? null : (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {input.children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': wrong === undefined ? undefined : true,
      })}
      {wrong === undefined ? null : (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}
