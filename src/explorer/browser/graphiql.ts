import type { Client, createClient } from 'graphql-sse';
import type { GraphiqlOptions } from '../graphiql-options.js';
import { send, type Asked } from './gateway.js';
import { pageSession } from './session-panel.js';

interface Operation {
  readonly kind: string;
  readonly operation?: string;
  readonly name?: { readonly value: string };
}

interface FetcherOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly documentAST?: { readonly definitions: readonly Operation[] };
}

declare const graphqlSse: { readonly createClient: typeof createClient };
declare const YogaGraphiQL: {
  renderYogaGraphiQL(root: HTMLElement | null, options: Readonly<Record<string, unknown>>): void;
};

const options = JSON.parse(document.getElementById('options')?.textContent ?? '') as GraphiqlOptions;

Object.assign(globalThis, {
  MonacoEnvironment: {
    globalAPI: false,
    getWorkerUrl: (_module: string, label: keyof GraphiqlOptions['workers']) => options.workers[label],
  },
});

const session = pageSession();

/** Whoever the Headers tab names goes before the session of the page. */
const headersOf = async (given: FetcherOptions['headers'] = {}): Promise<Record<string, string>> => {
  const isNamed = Object.keys(given).some((name) => name.toLowerCase() === 'authorization');
  const authorization = isNamed ? undefined : await session.authorization();
  return authorization === undefined ? { ...given } : { ...given, Authorization: authorization };
};

const isSubscription = ({ operationName }: Asked, definitions: readonly Operation[] = []): boolean => {
  const operations = definitions.filter(({ kind }) => kind === 'OperationDefinition');
  const chosen = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  return chosen?.operation === 'subscription';
};

/** Leaving a subscription closes its stream. */
const stream = ({ query, variables, operationName }: Asked, headers: FetcherOptions['headers']) => {
  const client: Client = graphqlSse.createClient({ url: '/graphql/stream', headers: () => headersOf(headers) });
  return client.iterate({
    query,
    variables: (variables ?? {}) as Record<string, unknown>,
    ...(operationName == null ? {} : { operationName }),
  });
};

const fetcher = (asked: Asked, { headers, documentAST }: FetcherOptions = {}) =>
  isSubscription(asked, documentAST?.definitions)
    ? stream(asked, headers)
    : headersOf(headers).then((all) => send(asked, all));

/**
 * Out of the box the query would be copied to the address bar and all tabs to localStorage. Either may hold what nobody
 * should find there, so the query stays out of the URL and what is stored ends with the tab, headers not at all.
 */
addEventListener('DOMContentLoaded', () => {
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('graphiql'), {
    fetcher,
    title: 'GraphiQL',
    logo: '<span></span>',
    // Yoga's own list leaves out the history, which GraphiQL has by default.
    plugins: undefined,
    defaultTabs: options.tabs,
    defaultEditorToolsVisibility: 'variables',
    shouldPersistHeaders: false,
    storage: sessionStorage,
    onEditQuery: () => undefined,
  });
});
