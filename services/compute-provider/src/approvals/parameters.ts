import { AtollError } from '@atoll/schemas/error';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** The parameters break the JSON Schema of the algorithm's manifest. */
export class InvalidParameters extends AtollError {
  constructor(path: string, reason: string) {
    super({
      code: 'invalid_parameters',
      message: `parameters${path}: ${reason}`,
      hint: "correct the named parameter; the algorithm's manifest holds the schema",
      data: { path: path === '' ? '/' : path, reason },
    });
  }
}

/** The manifest's parameter schema is itself wrong, so no run could be checked. */
export class ParameterSchemaInvalid extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'malformed_metadata',
      message: `atoll.manifest.parameters: ${reason}`,
      hint: 'write a JSON Schema (2020-12) that stands alone, then publish the algorithm again',
      data: { reason },
      cause,
    });
  }
}

/** Most characters of a schema: it is written by a stranger and compiled here. */
const maxSchemaLength = 64 << 10;

/** Throws where the parameters do not match. */
export type ParameterCheck = (parameters: unknown) => void;

/**
 * Compiles the schema of a manifest, so that what it cannot check is refused when the algorithm is approved and not when it runs.
 * References to other documents are not followed. `pattern` is refused: a stranger's expression can stall the process.
 *
 * @throws ParameterSchemaInvalid; what is returned throws {@link InvalidParameters} with the JSON pointer of the first fault
 * @example compileParameters({ type: 'object', properties: { folds: { type: 'integer', minimum: 2 } } })({ folds: 5 })
 */
export function compileParameters(schema: Readonly<Record<string, unknown>>): ParameterCheck {
  if (JSON.stringify(schema).length > maxSchemaLength)
    throw new ParameterSchemaInvalid(`it has more than ${maxSchemaLength} characters`);
  refuseExpressions(schema, 0);
  const ajv = new Ajv2020({ strict: true, allErrors: false, validateFormats: false, addUsedSchema: false });
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile({ ...schema });
  } catch (cause) {
    throw new ParameterSchemaInvalid(cause instanceof Error ? cause.message : 'it does not compile', cause);
  }
  return (parameters) => {
    if (validate(parameters) === true) return;
    const fault = validate.errors?.[0];
    throw new InvalidParameters(fault?.instancePath ?? '', fault?.message ?? 'do not match the schema');
  };
}

function refuseExpressions(value: unknown, depth: number): void {
  if (depth > 32) throw new ParameterSchemaInvalid('it is nested more than 32 deep');
  if (Array.isArray(value)) for (const item of value) refuseExpressions(item, depth + 1);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      if ((key === 'pattern' && typeof item === 'string') || key === 'patternProperties')
        throw new ParameterSchemaInvalid(`${key} is not supported: use enum, const or length limits`);
      refuseExpressions(item, depth + 1);
    }
}
