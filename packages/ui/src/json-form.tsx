import { type ReactNode, useId, useState } from 'react';
import { Button } from './button.tsx';
import { Field } from './field.tsx';
import { ForeignText } from './foreign-text.tsx';
import { below, type Fault, isObject } from './json-form-check.ts';
import { defaultsOf, type FormSchema, type Json, type JsonObject } from './json-form-schema.ts';

interface PartProperties {
  readonly name: string;
  readonly schema: FormSchema;
  readonly value: Json | undefined;
  readonly pointer: string;
  readonly faults: readonly Fault[];
  readonly needed: boolean;
  readonly onChange: (value: Json | undefined) => void;
}

/**
 * A form made of a JSON Schema, with the same value as JSON text for who prefers it. What is wrong stands beside its field once `faults`
 * says so.
 *
 * @example <JsonForm schema={readFormSchema(manifest.parameters)} value={value} faults={shown} onChange={setValue} />
 */
export function JsonForm(input: {
  schema: FormSchema;
  value: JsonObject;
  faults: readonly Fault[];
  onChange: (value: JsonObject) => void;
}) {
  const { schema, value, faults, onChange } = input;
  const [raw, setRaw] = useState(false);
  const names = Object.keys(schema.properties ?? {});
  const elsewhere = faults.filter(
    ({ pointer }) => !names.some((name) => pointer.startsWith(below('', name))),
  );
  return (
    <div>
      {raw ? (
        <RawJson
          name="Parameters as JSON"
          value={value}
          faults={faults}
          onChange={(next) => (isObject(next) ? onChange(next) : undefined)}
        />
      ) : (
        <>
          {names.length === 0 ? <p>This algorithm takes no parameters.</p> : null}
          <Members schema={schema} value={value} pointer="" faults={faults} onChange={onChange} />
          {elsewhere.map(({ pointer, wrong }) => (
            <p key={pointer} className="notice bad" role="alert">
              <code>{pointer}</code>: {wrong}
            </p>
          ))}
        </>
      )}
      <Button look="plain" small onClick={() => setRaw(!raw)}>
        {raw ? 'As a form' : 'As JSON'}
      </Button>
    </div>
  );
}

function Members(input: {
  schema: FormSchema;
  value: JsonObject;
  pointer: string;
  faults: readonly Fault[];
  onChange: (value: JsonObject) => void;
}) {
  const { schema, value, pointer, faults, onChange } = input;
  return Object.entries(schema.properties ?? {}).map(([name, each]) => (
    <Part
      key={name}
      name={each.title ?? name}
      schema={each}
      value={value[name]}
      pointer={below(pointer, name)}
      faults={faults}
      needed={schema.required?.includes(name) ?? false}
      onChange={(next) => {
        const { [name]: _, ...rest } = value;
        onChange(next === undefined ? rest : { ...rest, [name]: next });
      }}
    />
  ));
}

function Part(part: PartProperties): ReactNode {
  const { schema } = part;
  if (schema.options !== undefined) return <Choice {...part} options={schema.options} />;
  switch (schema.kind) {
    case 'string':
      return <TextPart {...part} />;
    case 'number':
    case 'integer':
      return <NumberPart {...part} />;
    case 'boolean':
      return part.needed || schema.default !== undefined ? (
        <CheckPart {...part} />
      ) : (
        <Choice {...part} options={[true, false]} />
      );
    case 'array':
      return <ListPart {...part} />;
    case 'object':
      return <ObjectPart {...part} />;
    case 'other':
      return <RawJson {...part} />;
  }
}

const wrongAt = (faults: readonly Fault[], pointer: string): string | undefined =>
  faults.find((fault) => fault.pointer === pointer)?.wrong;

function labelOf({ name, needed }: Pick<PartProperties, 'name' | 'needed'>): ReactNode {
  return (
    <>
      <ForeignText text={name} />
      {needed ? null : <span className="faint"> (optional)</span>}
    </>
  );
}

function hintOf(schema: FormSchema): ReactNode {
  const { minimum, maximum } = schema;
  const bounds =
    minimum !== undefined && maximum !== undefined
      ? `${minimum} to ${maximum}`
      : minimum !== undefined
        ? `at least ${minimum}`
        : maximum !== undefined
          ? `at most ${maximum}`
          : undefined;
  const parts = [schema.description, bounds].filter((each) => each !== undefined);
  return parts.length === 0 ? undefined : <ForeignText text={parts.join(' · ')} most={600} />;
}

function TextPart(part: PartProperties) {
  const { schema, value, pointer, faults, needed, onChange } = part;
  return (
    <Field label={labelOf(part)} hint={hintOf(schema)} wrong={wrongAt(faults, pointer)}>
      {(control) => (
        <input
          {...control}
          value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
          onChange={({ target }) => onChange(target.value === '' && !needed ? undefined : target.value)}
        />
      )}
    </Field>
  );
}

/** Keeps what is typed, which is not always a number yet. */
function NumberPart(part: PartProperties) {
  const { schema, value, pointer, faults, onChange } = part;
  const [typed, setTyped] = useState<string>();
  const shown =
    typed !== undefined && readNumber(typed) === value ? typed : value === undefined ? '' : String(value);
  return (
    <Field label={labelOf(part)} hint={hintOf(schema)} wrong={wrongAt(faults, pointer)}>
      {(control) => (
        <input
          {...control}
          inputMode={schema.kind === 'integer' ? 'numeric' : 'decimal'}
          value={shown}
          onChange={({ target }) => {
            setTyped(target.value);
            onChange(readNumber(target.value));
          }}
        />
      )}
    </Field>
  );
}

/** A number where the text is one, else the text, which the check refuses in words. */
function readNumber(text: string): Json | undefined {
  const plain = text.trim();
  if (plain === '') return undefined;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : plain;
}

function CheckPart(part: PartProperties) {
  const { schema, value, pointer, faults, onChange } = part;
  return (
    <Field label={<ForeignText text={part.name} />} hint={hintOf(schema)} wrong={wrongAt(faults, pointer)}>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          checked={value === true}
          onChange={({ target }) => onChange(target.checked)}
        />
      )}
    </Field>
  );
}

function Choice(part: PartProperties & { options: readonly Json[] }) {
  const { schema, value, pointer, faults, options, needed, onChange } = part;
  const text = (option: Json) =>
    typeof option === 'string'
      ? option
      : option === true
        ? 'yes'
        : option === false
          ? 'no'
          : JSON.stringify(option);
  const at = options.findIndex((option) => JSON.stringify(option) === JSON.stringify(value));
  return (
    <Field label={labelOf(part)} hint={hintOf(schema)} wrong={wrongAt(faults, pointer)}>
      {(control) => (
        <select {...control} value={at} onChange={({ target }) => onChange(options[Number(target.value)])}>
          {at === -1 || !needed ? <option value={-1}>{needed ? 'Choose' : 'not set'}</option> : null}
          {options.map((option, index) => (
            <option key={text(option)} value={index}>
              {text(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function ListPart(part: PartProperties) {
  const { schema, value, pointer, faults, onChange } = part;
  const id = useId();
  const items = schema.items ?? { kind: 'other' };
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  const wrong = wrongAt(faults, pointer);
  const first = items.options?.[0] ?? defaultsOf(items) ?? (items.kind === 'boolean' ? false : '');
  return (
    <fieldset aria-describedby={wrong === undefined ? undefined : id}>
      <legend>{labelOf(part)}</legend>
      {schema.description === undefined ? null : (
        <p className="hint">
          <ForeignText text={schema.description} most={600} />
        </p>
      )}
      {list.map((each, index) => (
        // Items of a list have no name but their place.
        <div key={index} className="json-item">
          <Part
            name={`${part.name} ${index + 1}`}
            schema={items}
            value={each}
            pointer={below(pointer, index)}
            faults={faults}
            needed
            onChange={(next) => onChange(list.map((old, place) => (place === index ? (next ?? '') : old)))}
          />
          <Button
            small
            aria-label={`Remove ${part.name} ${index + 1}`}
            onClick={() => onChange(list.filter((_, place) => place !== index))}
          >
            Remove
          </Button>
        </div>
      ))}
      <p>
        <Button small onClick={() => onChange([...list, first])}>
          Add
        </Button>
      </p>
      {wrong === undefined ? null : (
        <p className="wrong" id={id} role="alert">
          {wrong}
        </p>
      )}
    </fieldset>
  );
}

function ObjectPart(part: PartProperties) {
  const { schema, value, pointer, faults, onChange } = part;
  return (
    <fieldset>
      <legend>{labelOf(part)}</legend>
      <Members
        schema={schema}
        value={isObject(value) ? value : {}}
        pointer={pointer}
        faults={faults}
        onChange={onChange}
      />
    </fieldset>
  );
}

/** A part as JSON text; what is no JSON yet is not handed on. */
function RawJson(
  part: Pick<PartProperties, 'name' | 'value' | 'faults' | 'onChange'> & { pointer?: string },
) {
  const { value, faults, onChange, pointer } = part;
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)));
  const [unread, setUnread] = useState(false);
  const told = faults
    .filter((fault) => pointer === undefined || fault.pointer.startsWith(pointer))
    .map((fault) => `${fault.pointer}: ${fault.wrong}`)
    .join('; ');
  const wrong = unread ? 'This is not JSON yet' : told === '' ? undefined : told;
  return (
    <Field label={part.name} wrong={wrong}>
      {(control) => (
        <textarea
          {...control}
          className="mono"
          rows={8}
          spellCheck={false}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            const parsed = parseJson(target.value);
            setUnread(parsed === undefined);
            if (parsed !== undefined) onChange(parsed);
          }}
        />
      )}
    </Field>
  );
}

function parseJson(text: string): Json | undefined {
  try {
    // Guarantee: what JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
