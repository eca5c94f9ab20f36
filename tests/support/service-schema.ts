import { resolve } from 'node:path';
import { z } from 'zod';

const services = resolve(import.meta.dirname, '../../services');

/** The one schema of variables that a service's `env.ts` exports. */
export async function schemaOf(service: string): Promise<z.ZodObject> {
  const module: unknown = await import(resolve(services, service, 'src/env.ts'));
  const schemas = Object.values(z.record(z.string(), z.unknown()).parse({ ...Object(module) })).filter(
    (value) => value instanceof z.ZodObject && 'PORT' in value.shape,
  );
  const [schema] = schemas;
  if (schemas.length !== 1 || !(schema instanceof z.ZodObject)) {
    throw new TypeError(
      `services/${service}/src/env.ts exports ${schemas.length} schemas with PORT, not one`,
    );
  }
  return schema;
}
