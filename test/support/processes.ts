import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startArguments } from './npm-start.js';

/** How a process ended, and after how long. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly milliseconds: number;
}

/** The gateway as an operator runs it. */
export class GatewayProcess {
  output = '';
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;

  constructor(variables: Record<string, string>, command?: string) {
    const began = performance.now();
    this.child = spawn(process.execPath, [...startArguments, ...(command === undefined ? [] : [command])], {
      env: { PATH: process.env['PATH'], PORT: '0', ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (chunk: Buffer): void => void (this.output += chunk.toString());
    this.child.stdout?.on('data', hear);
    this.child.stderr?.on('data', hear);
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      milliseconds: performance.now() - began,
    }));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends whatever is left of it. */
  async dispose(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Its address, once it listens. @throws with its output where it ends before */
  async url(): Promise<string> {
    for (let tries = 0; tries < 1_800; tries += 1) {
      const url = /"url":"([^"]+)"/.exec(this.output)?.[1];
      if (url !== undefined) return url;
      if (this.child.exitCode !== null) break;
      await wait(50);
    }
    throw new Error(`The gateway did not start:\n${this.output}`);
  }

  /** The password that the first start prints. */
  async printedPassword(): Promise<string> {
    await this.url();
    for (let tries = 0; tries < 200; tries += 1) {
      const password = /^ {4}password {2}(\S+)$/m.exec(this.output)?.[1];
      if (password !== undefined) return password;
      await wait(50);
    }
    throw new Error(`No password was printed:\n${this.output}`);
  }
}

/** Starts processes in directories of their own, and leaves nothing of either behind. */
export class Processes {
  private readonly started: GatewayProcess[] = [];
  private readonly directories: string[] = [];

  directory(): string {
    const made = mkdtempSync(join(tmpdir(), 'tenantry-process-'));
    this.directories.push(made);
    return made;
  }

  start(variables: Record<string, string>, command?: string): GatewayProcess {
    const started = new GatewayProcess(variables, command);
    this.started.push(started);
    return started;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.started.map((each) => each.dispose()));
    for (const directory of this.directories) rmSync(directory, { recursive: true, force: true });
  }
}
