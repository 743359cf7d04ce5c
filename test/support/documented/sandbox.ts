import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { describeConfig, loadConfig } from '../../../src/config.js';
import { anybody, Person } from '../clients.js';
import { Processes, type GatewayProcess } from '../processes.js';
import { emptyDatabase, serverUrl, type ServerDatabase } from '../template.js';

/** Where every example expects the gateway, and who its first superadmin is. */
const documentedUrl = 'http://127.0.0.1:4000';
const administrator = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'correct horse battery' };

/** What a shell finds there besides curl and npm. Anything else is not found, and so has no verdict. */
const tools = ['sed', 'tar', 'gzip', 'openssl', 'mkdir', 'rm', 'cat', 'env', 'psql', 'pg_dump', 'pg_restore'];

const pathTo = (tool: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((path) => existsSync(path));

/** curl, which asks the gateway of the sandbox, fails for any refusal, and leaves a stream once it has begun. */
const curl = `#!/bin/bash
arguments=("\${@//${documentedUrl.replaceAll('/', '\\/')}/$GATEWAY}")
case " $* " in *' -sN '*) ;; *) exec "$CURL" --fail-with-body --show-error "\${arguments[@]}" ;; esac
status=$("$CURL" --max-time 2 --output /dev/null --write-out '%{http_code}' "\${arguments[@]}")
[ "$status" = 200 ]
`;

/** npm, whose commands are those of the built gateway; \`start\` is left to the test. */
const npm = (checkedOnly: readonly string[]): string => `#!/bin/bash
case "$*" in
  start) env -0 >"$SANDBOX/start" ;;
  ${['none', ...checkedOnly].map((command) => `'${command}'`).join(' | ')}) ;;
  'run '*) shift; exec "$NODE" --disable-warning=ExperimentalWarning "$MAIN" "$@" ;;
  *) echo "npm $*: there is no verdict about this." >&2; exit 127 ;;
esac
`;

/** An installation in which the examples of one page are run, one after the other. */
export class Sandbox {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tenantry-documented-'));
  private readonly processes = new Processes();
  private readonly databases: ServerDatabase[] = [];
  private variables: Record<string, string> = {};
  private gateway: GatewayProcess | undefined;
  private url = '';
  private token: string | undefined;

  /** @param checkedOnly commands of npm that are not run */
  constructor(checkedOnly: readonly string[]) {
    mkdirSync(join(this.folder, 'bin'));
    this.addTool('curl', curl);
    this.addTool('npm', npm(checkedOnly));
    for (const tool of tools) {
      const path = pathTo(tool);
      if (path !== undefined) symlinkSync(path, join(this.folder, 'bin', tool));
    }
  }

  private addTool(name: string, script: string): void {
    const path = join(this.folder, 'bin', name);
    writeFileSync(path, script);
    chmodSync(path, 0o755);
  }

  /** A new database without any table. */
  private async newDatabase(): Promise<string | undefined> {
    if (serverUrl === undefined) return undefined;
    const database = await emptyDatabase();
    this.databases.push(database);
    return database.url;
  }

  /** A new installation, as `npm start` makes it with these variables. */
  private async install(variables: Record<string, string>): Promise<void> {
    await this.stop();
    rmSync(join(this.folder, 'data'), { recursive: true, force: true });
    const DATABASE_URL = await this.newDatabase();
    this.variables = {
      ...administrator,
      ...variables,
      DATA_DIR: join(this.folder, 'data'),
      ...(DATABASE_URL === undefined ? {} : { DATABASE_URL, TARGET: (await this.newDatabase()) ?? '' }),
    };
    await this.serve();
  }

  private async serve(): Promise<void> {
    this.gateway = this.processes.start(this.variables);
    this.url = await this.gateway.url();
    const { json } = await anybody(this.url).graphql(
      'mutation($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }',
      { email: this.variables['ADMIN_EMAIL'], password: this.variables['ADMIN_PASSWORD'] },
    );
    this.token = json.data.login.accessToken as string;
  }

  private async stop(): Promise<void> {
    this.gateway?.kill('SIGTERM');
    await this.gateway?.ended;
    this.gateway = undefined;
  }

  private get isInstalled(): boolean {
    return Object.keys(this.variables).length > 0;
  }

  /** The superadmin, at a gateway that serves. */
  async superadmin(): Promise<Person> {
    if (!this.isInstalled) await this.install({});
    else if (!this.gateway) await this.serve();
    return new Person(this.url, this.token, undefined);
  }

  /** Runs a script of the shell, with the variables that those before it have set, and gives what it says. @throws where it fails */
  async shell(script: string, { stopped }: { stopped: boolean }): Promise<string> {
    if (!stopped || !this.isInstalled) await this.superadmin();
    if (stopped) await this.stop();
    const { stdout } = await promisify(execFile)(
      '/bin/bash',
      ['--norc', '-c', `set -e -a -o pipefail\n${script}\nenv -0 >"$SANDBOX/state"`],
      {
        cwd: this.folder,
        env: {
          ...this.variables,
          ...(this.token === undefined ? {} : { TOKEN: this.token }),
          ...this.environmentIn('state'),
          PATH: join(this.folder, 'bin'),
          SANDBOX: this.folder,
          GATEWAY: this.url,
          CURL: pathTo('curl'),
          NODE: process.execPath,
          MAIN: join(process.cwd(), 'dist/bundle/main.js'),
        },
      },
    );
    await this.startAsTold();
    return stdout;
  }

  /** The environment that a shell has left in a file. */
  private environmentIn(name: string): Record<string, string> {
    const path = join(this.folder, name);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\0').filter(Boolean) : [];
    return Object.fromEntries(lines.map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]));
  }

  /** Starts what `npm start` has left to us. */
  private async startAsTold(): Promise<void> {
    if (!existsSync(join(this.folder, 'start'))) return;
    const known = Object.keys(describeConfig(loadConfig({}))).filter((name) => name !== 'DATABASE_URL');
    const given = Object.entries(this.environmentIn('start')).filter(([name]) => known.includes(name));
    for (const name of ['start', 'state']) rmSync(join(this.folder, name));
    await this.install(Object.fromEntries(given));
  }

  async dispose(): Promise<void> {
    await this.processes.dispose();
    for (const database of this.databases) await database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
