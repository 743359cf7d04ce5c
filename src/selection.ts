import {
  getNamedType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';

/** Which fields an operation asks for below one field, as a tree of field names. Aliases and directives do not matter here. */
export type Selection = ReadonlyMap<string, Selection>;

type Mutable = Map<string, Mutable>;

const collect = (
  set: SelectionSetNode | undefined,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  into: Mutable,
): void => {
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      const child: Mutable = into.get(node.name.value) ?? new Map<string, Mutable>();
      into.set(node.name.value, child);
      collect(node.selectionSet, fragments, child);
    } else {
      const target = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
      collect(target?.selectionSet, fragments, into);
    }
  }
};

/** Computed once per field of a compiled operation, so that reading it costs a request nothing. */
export const selectionEnricher = ({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): { selection: Selection } => {
  const selection: Mutable = new Map();
  for (const node of fieldNodes) collect(node.selectionSet, fragments, selection);
  return { selection };
};

/**
 * The same for one operation, which also knows everything that it asks of a type, wherever: what is loaded of that type for
 * all of it at once.
 */
export const operationEnricher = () => {
  const byType = new Map<string, Mutable>();
  return (
    info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments' | 'returnType'>,
  ): { selection: Selection; everywhere: Selection } => {
    const { selection } = selectionEnricher(info);
    const type = getNamedType(info.returnType).name;
    const everywhere: Mutable = byType.get(type) ?? new Map<string, Mutable>();
    byType.set(type, everywhere);
    merge(selection, everywhere);
    return { selection, everywhere };
  };
};

/** What the operation asks for, here and elsewhere, of the type of the field being resolved. */
export const everywhereOf = (info: GraphQLResolveInfo): Selection =>
  (info as Partial<{ everywhere: Selection }>).everywhere ?? selectionOf(info);

/** The fields asked for below the field being resolved. */
export const selectionOf = (info: GraphQLResolveInfo): Selection =>
  (info as Partial<{ selection: Selection }>).selection ?? selectionEnricher(info).selection;

const merge = (from: Selection, into: Mutable): void => {
  for (const [name, child] of from) {
    const known: Mutable = into.get(name) ?? new Map<string, Mutable>();
    into.set(name, known);
    merge(child, known);
  }
};

const unions = new WeakMap<Selection, Map<string, Selection>>();

/** The union of what is asked for under several paths, such as `nodes` and `edges.node` of a connection: the same each time. */
export const selectionAt = (root: Selection, ...paths: readonly (readonly string[])[]): Selection => {
  const known = unions.get(root) ?? new Map<string, Selection>();
  unions.set(root, known);
  const name = paths.map((path) => path.join('.')).join();
  const found = known.get(name) ?? unionAt(root, paths);
  known.set(name, found);
  return found;
};

const unionAt = (root: Selection, paths: readonly (readonly string[])[]): Selection => {
  const merged: Mutable = new Map();
  for (const path of paths) {
    const found = path.reduce<Selection | undefined>((selection, name) => selection?.get(name), root);
    if (found) merge(found, merged);
  }
  return merged;
};

/** A field that an operation begins with. */
interface RootField {
  readonly type: 'Query' | 'Mutation' | 'Subscription';
  readonly field: string;
}

const rootFields = new WeakMap<DocumentNode, readonly RootField[]>();

/** The root fields that a document's operations ask for, fragments included. */
export const rootFieldsOf = (document: DocumentNode): readonly RootField[] => {
  const found = rootFields.get(document) ?? findRootFields(document);
  rootFields.set(document, found);
  return found;
};

const findRootFields = (document: DocumentNode): readonly RootField[] => {
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const fields: Mutable = new Map();
    collect(definition.selectionSet, fragments, fields);
    const type = rootTypes[definition.operation];
    return [...fields.keys()].map((field) => ({ type, field }));
  });
};

const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;
