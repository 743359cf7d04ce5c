/** An answer in which the gateway refuses something, in its own words. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** What is sent to the gateway. */
export interface Asked {
  readonly query: string;
  readonly variables?: unknown;
  readonly operationName?: string | null | undefined;
}

/** Sends an operation and answers what came back, errors included. */
export const send = async (asked: Asked, headers: Readonly<Record<string, string>>): Promise<unknown> => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    body: JSON.stringify(asked),
  });
  return response.json();
};

/** One field of an operation's result. @throws Refusal */
export const ask = async <Field>(asked: Asked, field: string, authorization?: string): Promise<Field> => {
  const headers: Record<string, string> = authorization === undefined ? {} : { Authorization: authorization };
  const { data, errors = [] } = (await send(asked, headers)) as Answer;
  const [error] = errors;
  if (error) throw new Refusal(error.message, error.extensions?.code ?? 'INTERNAL');
  return data?.[field] as Field;
};
