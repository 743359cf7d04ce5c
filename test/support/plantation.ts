import { hashPassword } from '../../src/auth/passwords.js';
import { describeConfig, loadConfig } from '../../src/config.js';
import { openDatabase, type OpenDatabase } from '../../src/database.js';
import { User } from '../../src/entities/user.js';
import { anybody, Person } from './clients.js';
import { echoingDatabase, echoingMailServer, type EchoingServer } from './echoing-servers.js';
import { breakFaultyWrites, everyColumn } from './every-column.js';
import { Planted, secret, word, type Found } from './planted.js';
import { Processes } from './processes.js';
import { recordFetch } from './recorded-fetch.js';
import type { Account, Stage } from './secret-doors.js';
import { tellEverything, type Outcome } from './secret-telling.js';
import { emptyDatabase, serverUrl } from './template.js';

type Variables = Record<string, string>;

const keyOf = (what: string): string => Buffer.alloc(32, `${word} ${what} `).toString('base64');

/** Runs a gateway, tells it every secret there is, and keeps whatever comes out of it. */
export class Plantation {
  readonly planted = new Planted();
  readonly processes = new Processes();
  stage!: Stage;
  databases: EchoingServer[] = [];
  mails!: EchoingServer;
  outcomes: ReadonlyMap<string, Outcome> = new Map();
  columns: Found[] = [];
  private drop: () => Promise<void> = () => Promise.resolve();

  async grow(): Promise<void> {
    this.databases = [await echoingDatabase('login'), await echoingDatabase('statement')];
    this.mails = await echoingMailServer();
    const { planted } = this;
    const admin = { email: 'root@example.com', password: planted.password('superadmin') };
    const unlucky = { email: 'faulty@example.com', password: planted.password('unlucky') };
    const variables = await this.variables(admin);
    await this.prepare(variables, unlucky);

    const stopRecording = recordFetch(planted);
    const gateway = this.processes.start({ ...variables, LOG_LEVEL: 'trace' });
    const url = await gateway.url();
    this.stage = this.stageAt(url, admin, unlucky);
    this.outcomes = await tellEverything(url, this.stage);
    gateway.kill('SIGTERM');
    await gateway.ended;
    stopRecording();
    planted.noteLines('log of serve', gateway.output);

    for (const command of ['config', 'verify', 'rotate-encryption-key']) {
      await this.run(variables, command);
    }
    await this.runMisconfigured(variables);
    this.columns = await this.onDatabase(variables, everyColumn);
  }

  async dispose(): Promise<void> {
    await this.processes.dispose();
    for (const server of [...this.databases, this.mails]) server.close();
    await this.drop();
  }

  private async variables(admin: Account): Promise<Variables> {
    const variables = {
      DATA_DIR: this.processes.directory(),
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ENCRYPTION_KEY: keyOf('key'),
      ENCRYPTION_KEY_PREVIOUS: keyOf('previous key'),
      SMTP_URL: `smtp://mailer:${secret('smtp')}@127.0.0.1:${this.mails.port}`,
      RATE_LIMIT_MULTIPLIER: '0',
    };
    if (serverUrl === undefined) return variables;
    const { url, drop } = await emptyDatabase();
    this.drop = drop;
    const withPassword = new URL(url);
    withPassword.password ||= secret('database');
    return { ...variables, DATABASE_URL: withPassword.toString() };
  }

  private async onDatabase<T>(variables: Variables, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
    const database = await openDatabase(loadConfig(variables));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  /** Somebody for whom every write fails, and everybody else whose name says so. */
  private async prepare(variables: Variables, { email, password }: Account): Promise<void> {
    await this.run(variables, 'migrate');
    const passwordHash = await hashPassword(password);
    await this.onDatabase(variables, async (database) => {
      await database.orm.em
        .fork()
        .persist(User.create({ email, passwordHash, superadmin: true }))
        .flush();
      await breakFaultyWrites(database);
    });
    await this.run({ ...variables, ADMIN_EMAIL: 'faulty-admin@example.com' });
  }

  private async run(variables: Variables, command?: string): Promise<void> {
    const ran = this.processes.start({ LOG_LEVEL: 'trace', ...variables }, command);
    await ran.ended;
    this.planted.noteLines(`log of ${command ?? 'a start that fails'}`, ran.output);
  }

  private async runMisconfigured(variables: Variables): Promise<void> {
    const names = Object.keys(describeConfig(loadConfig({})));
    await this.run(Object.fromEntries(names.map((name) => [name, secret('variable')])));
    await this.run({ ...variables, DATABASE_URL: `postgres://app:${secret('database')}@127.0.0.1:1/app` });
    for (const command of [undefined, 'rotate-encryption-key']) {
      await this.run({ ...variables, ENCRYPTION_KEY: keyOf('another key') }, command);
    }
  }

  private async makeClient(url: string, admin: Account): Promise<{ id: string; secret: string }> {
    const { json } = await anybody(url).post('/api/auth/login', admin);
    const superadmin = new Person(url, json.access_token as string, undefined);
    const answer = await superadmin.graphql(
      'mutation { createOAuthClient(input: { name: "One", scopes: [ADMIN_READ] }) { client { id } secret } }',
    );
    const { client, secret: made } = answer.json.data.createOAuthClient as { client: { id: string }; secret: string };
    return { id: client.id, secret: made };
  }

  private stageAt(url: string, admin: Account, unlucky: Account): Stage {
    const { planted } = this;
    let next = 0;
    let client: ReturnType<Stage['client']> | undefined;
    const forms = [
      (password: string, port: number) =>
        `postgres://app:${password}@127.0.0.1:${port}/app?sslpassword=${secret('parameter')}&options=${encodeURIComponent(`-c app.password=${secret('option')}`)}`,
      (password: string, port: number) =>
        `Server=127.0.0.1;Port=${port};Database=app;User Id=app;Password=${password};`,
      (password: string, port: number) =>
        `Host=127.0.0.1;Port=${port};Database=app;Username=app;Pwd="${password}";Api Key='${secret('pair')};x';`,
    ];
    return {
      planted,
      admin,
      unlucky,
      member: { email: 'own@example.com', password: planted.password('member') },
      client: () => (client ??= this.makeClient(url, admin)),
      freshToken: async () => {
        const { json } = await anybody(url).post('/api/auth/login', admin);
        return json.refresh_token as string;
      },
      connectionString: () => {
        next += 1;
        const { port } = this.databases[next % 2]!;
        return forms[next % 3]!(planted.password('connection'), port);
      },
    };
  }
}
