import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/* The load generator: this module in the process of the bench, and the same as a process of its own. */

const connections = 16;

/** Sends requests for some seconds and answers what came of them; what fails is not counted among what is answered. */
export class Load {
  #process = fork(fileURLToPath(import.meta.url), ['generate']);

  async run(url, requests, seconds) {
    this.#process.send({ url, requests, duration: seconds, connections });
    const [result] = await once(this.#process, 'message');
    return result;
  }

  stop() {
    this.#process.disconnect();
  }
}

if (process.argv[2] === 'generate') {
  process.on('message', async (options) => {
    const { '2xx': answered, non2xx, errors, latency, duration } = await autocannon(options);
    const failed = non2xx + errors;
    process.send({ answered, failed, perSecond: answered / duration, p50: latency.p50, p99: latency.p99 });
  });
}
