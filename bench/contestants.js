import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const files = {
  reference: 'bench/contestants/reference.js',
  tenantry: 'dist/bundle/main.js',
  stock: 'bench/contestants/stock.js',
  postgraphile: 'bench/contestants/postgraphile.js',
  sofa: 'bench/contestants/sofa.js',
};

/** What `npm start` tells node before the gateway's file; everybody else is started as their documentation says, with nothing. */
const startOptions = () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  return / node (.+) dist\/bundle\/main\.js$/.exec(scripts.start)[1].split(' ');
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

/** Whoever refuses a request without credentials is up; a page that says so itself must say so. */
const isUp = (url, path = '/') =>
  fetch(url + path).then(
    ({ ok }) => ok || path === '/',
    () => false,
  );

const ticksPerSecond = 100;

/** A contestant in a process of its own. */
export class Contestant {
  #process;

  constructor(name, url, process, readyMilliseconds) {
    Object.assign(this, { name, url, readyMilliseconds });
    this.#process = process;
  }

  /** @param variables environment variables, over those of this process */
  static async start(name, variables, path) {
    const port = await freePort();
    const began = performance.now();
    const options = name === 'tenantry' ? startOptions() : ['--disable-warning=ExperimentalWarning'];
    const process_ = spawn(process.execPath, [...options, files[name]], {
      env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production', ...variables, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const url = `http://127.0.0.1:${port}`;
    while (!(await isUp(url, path))) {
      if (process_.exitCode !== null) throw new Error(`${name} does not start.`);
      if (performance.now() - began > 60_000) throw new Error(`${name} does not answer.`);
      await setTimeout(10);
    }
    return new Contestant(name, url, process_, performance.now() - began);
  }

  /** Seconds of CPU that the process has used so far, in all its threads. */
  get cpuSeconds() {
    const [, rest] = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Megabytes of memory that the process has now. */
  get residentMegabytes() {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#process.pid}/status`, 'utf8'));
    return Number(kilobytes) / 1024;
  }

  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    const cut = globalThis.setTimeout(() => this.#process.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(cut);
  }
}
