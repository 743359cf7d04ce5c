import pg, { type Connection, type QueryResult } from 'pg';

/** What is asked of a connection. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

type Answered = (error: Error | null, result?: QueryResult) => void;

interface Wire extends Connection {
  /** Names under which the server has been asked to keep a statement, and has not answered yet. */
  readonly submittedNamedStatements: Record<string, string>;
  sync(): void;
}

/** A query of pg, of which its client and whoever brings a query of their own know more than its types do. */
interface Query {
  readonly name: string | undefined;
  readonly text: string;
  readonly _result: object;
  prepare(wire: Wire): void;
  handleRowDescription(message: object): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, wire: Wire): void;
  handleReadyForQuery(wire: Wire): void;
}

const PgQuery = pg.Query as unknown as new (statement: Statement, answered: Answered) => Query;

const noSync = { sync: { value: () => undefined } };

/**
 * Several statements, at least one, as one query of pg's client: they are sent at once, and the server answers them at once. Where one fails,
 * those after it are not carried out.
 */
export class Batch {
  /** Of the last statement. Fails as the first that does. */
  readonly answer: Promise<QueryResult>;
  /** The client puts one in front of it that knows of time. */
  callback: Answered = () => undefined;
  private readonly queries: readonly Query[];
  /** Which one the server is at. */
  private at = 0;

  constructor(readonly statements: readonly Statement[]) {
    const answered: Answered = (error, result) => {
      this.callback(error, result);
    };
    this.queries = statements.map((statement) => new PgQuery(statement, answered));
    this.answer = new Promise((resolve, reject) => {
      this.callback = (error, result) => {
        if (error) reject(error);
        else resolve(result as QueryResult);
      };
    });
  }

  /** The client notes under its name what the server has parsed. */
  get name(): string | undefined {
    return this.current.name;
  }

  get text(): string {
    return this.current.text;
  }

  /** The client tells it how its own types are parsed. */
  get _result(): object {
    return this.last._result;
  }

  submit(connection: Connection): void {
    const wire = connection as Wire;
    // After a sync the server answers, and begins anew behind a failure; a query of pg's ends with one.
    const unsynced = Object.create(wire, noSync) as Wire;
    wire.stream.cork();
    for (const query of this.queries) query.prepare(unsynced);
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription(message: object): void {
    this.current.handleRowDescription(message);
  }

  handleDataRow(message: object): void {
    this.current.handleDataRow(message);
  }

  handleCommandComplete(message: object, wire: Wire): void {
    this.current.handleCommandComplete(message, wire);
    if (this.current !== this.last) this.at += 1;
  }

  handleReadyForQuery(wire: Wire): void {
    this.last.handleReadyForQuery(wire);
  }

  handleError(error: Error, { submittedNamedStatements }: Wire): void {
    for (const { name } of this.queries.slice(this.at))
      if (name) Reflect.deleteProperty(submittedNamedStatements, name);
    this.callback(error);
  }

  private get current(): Query {
    return this.queries[this.at] as Query;
  }

  private get last(): Query {
    return this.queries.at(-1) as Query;
  }
}
