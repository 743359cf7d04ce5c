/** What the page of GraphiQL tells `browser/graphiql.ts`. */
export interface GraphiqlOptions {
  /** The three language workers, keyed by the label with which Monaco asks for one. */
  readonly workers: Readonly<Record<'editorWorkerService' | 'json' | 'graphql', string>>;
  readonly tabs: readonly { readonly query: string; readonly variables?: string }[];
}
