import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { WorkerOrder } from './worker-process.js';

/** What a worker process has said, one object a line. */
type Line = Record<string, unknown>;

/** A worker in a process of its own. */
export class WorkerProcess {
  readonly lines: Line[] = [];
  readonly ended: Promise<NodeJS.Signals | number | null>;
  private readonly child: ChildProcess;
  private words = '';
  private heard: () => void = () => undefined;

  constructor(order: WorkerOrder) {
    this.child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'dist/test/support/worker-process.js'],
      { env: { PATH: process.env['PATH'], WORKER_ORDER: JSON.stringify(order) }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    createInterface(this.child.stdout!).on('line', (text) => {
      this.lines.push(JSON.parse(text) as Line);
      this.heard();
    });
    this.child.stderr!.on('data', (chunk: Buffer) => void (this.words += chunk.toString()));
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      this.heard();
      return (signal ?? code) as NodeJS.Signals | number | null;
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for a line. @throws with its words where the process ends before */
  async said(isIt: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(isIt);
      if (found) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`The worker ended:\n${this.words}\n${JSON.stringify(this.lines.slice(-3))}`);
      }
      await new Promise<void>((resolve) => (this.heard = resolve));
    }
  }

  async dispose(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Starts worker processes and leaves none behind. */
export class WorkerFleet {
  private readonly started: WorkerProcess[] = [];

  start(order: WorkerOrder): WorkerProcess {
    const worker = new WorkerProcess(order);
    this.started.push(worker);
    return worker;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.started.map((each) => each.dispose()));
  }
}
