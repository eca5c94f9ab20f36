import type { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { LongTextField, SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import {
  type ColumnType,
  kindsFor,
  takenByType,
  type TypedDomain,
  type TypedDomains,
  untyped,
} from './read-domains.ts';

const kindWords: Readonly<Record<TypedDomain['kind'], string>> = {
  type: 'as its type says',
  number: 'numbers between two bounds',
  dates: 'days between two',
  categories: 'one of these values',
  text: 'placeholders',
};

/**
 * What each column of a dataset may hold, as its owner knows it without a look at the data. Shown before a sample is made, since it
 * stands in the public statistics.
 */
export function ColumnDomains(input: {
  files: DatasetSnapshot['files'];
  typed: TypedDomains;
  onTyped: (typed: TypedDomains) => void;
}) {
  const { files, typed, onTyped } = input;
  return files.map(({ path, columns }) =>
    columns === undefined ? null : (
      <details key={path}>
        <summary>
          What the {columns.length} columns of {path} may hold
        </summary>
        <p className="faint">
          Say only what you know without looking at the data: bounds and categories become public with the
          sample’s statistics.
        </p>
        {columns.map(({ name, type }) => (
          <Column
            key={name}
            name={name}
            type={type}
            domain={typed[path]?.[name] ?? untyped}
            onDomain={(domain) => onTyped({ ...typed, [path]: { ...typed[path], [name]: domain } })}
          />
        ))}
      </details>
    ),
  );
}

function Column(input: {
  name: string;
  type: ColumnType;
  domain: TypedDomain;
  onDomain: (domain: TypedDomain) => void;
}) {
  const { name, type, domain, onDomain } = input;
  const kinds = kindsFor(type);
  const set = (part: Partial<TypedDomain>) => onDomain({ ...domain, ...part });
  return (
    <fieldset>
      <legend>
        {name} <span className="faint">{type}</span>
      </legend>
      <SelectField
        label={`What ${name} holds`}
        hint={domain.kind === 'type' ? takenByType[type] : undefined}
        value={domain.kind}
        onValue={(value) => set({ kind: kinds.find((each) => each === value) ?? 'type' })}
        options={kinds.map((each) => [each, kindWords[each]] as const)}
      />
      {domain.kind === 'number' || domain.kind === 'dates' ? (
        <div className="grid">
          <TextField
            label={domain.kind === 'number' ? 'At least' : 'First day'}
            type={domain.kind === 'number' ? 'text' : 'date'}
            inputMode="decimal"
            value={domain.least}
            onValue={(least) => set({ least })}
          />
          <TextField
            label={domain.kind === 'number' ? 'At most' : 'Last day'}
            type={domain.kind === 'number' ? 'text' : 'date'}
            inputMode="decimal"
            value={domain.most}
            onValue={(most) => set({ most })}
          />
        </div>
      ) : null}
      {domain.kind === 'categories' ? (
        <LongTextField
          label="Values"
          hint="One on a line; any other counts as missing"
          rows={4}
          value={domain.values}
          onValue={(values) => set({ values })}
        />
      ) : null}
    </fieldset>
  );
}
