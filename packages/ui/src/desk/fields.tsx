import type { InputHTMLAttributes, ReactNode, TextareaHTMLAttributes } from 'react';
import { Field } from '../field.tsx';

interface Common {
  label: ReactNode;
  hint?: ReactNode;
  wrong?: string | undefined;
  value: string;
  onValue: (value: string) => void;
}

/** One line of text with its label. */
export function TextField(input: Common & Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange'>) {
  const { label, hint, wrong, value, onValue, ...rest } = input;
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(control) => (
        <input {...rest} {...control} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  );
}

/** Several lines of text with their label. */
export function LongTextField(
  input: Common & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'value' | 'onChange'>,
) {
  const { label, hint, wrong, value, onValue, ...rest } = input;
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(control) => (
        <textarea {...rest} {...control} value={value} onChange={(event) => onValue(event.target.value)} />
      )}
    </Field>
  );
}

/** A choice of few. */
export function SelectField(
  input: Common & { options: readonly (readonly [value: string, name: string])[] },
) {
  const { label, hint, wrong, value, onValue, options } = input;
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onValue(event.target.value)}>
          {options.map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Something that is so or not. */
export function CheckField(input: {
  label: ReactNode;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}) {
  return (
    <label className="choice field">
      <input
        type="checkbox"
        checked={input.checked}
        onChange={(event) => input.onChecked(event.target.checked)}
      />
      <span>{input.label}</span>
    </label>
  );
}
