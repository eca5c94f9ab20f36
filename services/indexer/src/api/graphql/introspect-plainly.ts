import { GraphQLError, isIntrospectionType, type ValidationRule } from 'graphql';

/**
 * Introspection takes each field under its own name. Fields lead to types and types to fields: under other names a few words would ask
 * for the whole schema hundreds of times at each level.
 */
export const introspectPlainly: ValidationRule = (context) => ({
  Field(node) {
    if (node.alias === undefined) return;
    const parent = context.getParentType();
    const name = node.name.value;
    const introspects =
      name === '__schema' ||
      name === '__type' ||
      (parent !== undefined && parent !== null && isIntrospectionType(parent));
    if (!introspects) return;
    context.reportError(
      new GraphQLError(
        `introspection takes each field under its own name, not ${name} as ${node.alias.value}`,
        {
          nodes: node,
        },
      ),
    );
  },
});
