import { deepStrictEqual } from 'node:assert';
import { parseArgs } from 'node:util';
import { Contestant } from './contestants.js';
import { facts, gatewaySettings, publicJwk, seeded, tidy } from './database.js';
import { Load } from './load.js';
import { median, printTable } from './table.js';
import { processOf, works } from './works.js';

/*
 * Measures tenantry against others that answer the same, in turns, each in a process of its own.
 *
 *   DATABASE_URL=postgres://… npm run bench -- [--works list,search] [--contestants rest,stock] [--rounds 5] [--seconds 4]
 *
 * `--sizes` measures the gateway alone, with 1,000 and with 1,000,000 tenants instead of 100,000. A work is chosen by any part of its name.
 */

const { values: options } = parseArgs({
  options: {
    works: { type: 'string', default: '' },
    contestants: { type: 'string', default: '' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    sizes: { type: 'boolean', default: false },
  },
});
const server = process.env.DATABASE_URL;
if (!server) throw new Error('DATABASE_URL names the PostgreSQL server to measure on.');

const list = (text) => text.split(',').filter((part) => part !== '');
const chosenWorks = Object.keys(works).filter(
  (name) => options.works === '' || list(options.works).some((part) => name.includes(part)),
);
const isChosen = (way) => options.contestants === '' || way === 'reference' || list(options.contestants).includes(way);
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const warmUpSeconds = Math.max(1, seconds / 2);

const load = new Load();

/** A token of the platform's superadmin; one lives for a quarter of an hour. */
const tokens = new Map();
const authorizationAt = async (gateway) => {
  const known = tokens.get(gateway.url);
  if (known && known.until > Date.now()) return known.authorization;
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = gatewaySettings;
  const response = await fetch(`${gateway.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { access_token: token } = await response.json();
  if (!token) throw new Error(`Nobody can log in: ${response.status}`);
  const authorization = `Bearer ${token}`;
  tokens.set(gateway.url, { authorization, until: Date.now() + 5 * 60_000 });
  return authorization;
};

const signed = (requests, authorization) =>
  requests.map((request) => ({ ...request, headers: { ...request.headers, authorization } }));

/** Every way of asking must be told the same before any of them is measured. */
const check = async (name, ways, contestants, authorization) => {
  const answers = [];
  for (const [way, { requests, read }] of Object.entries(ways)) {
    const { url } = contestants.get(processOf[way] ?? way);
    const [{ path, ...request }] = signed(requests, authorization);
    const response = await fetch(url + path, request);
    const text = await response.text();
    if (!response.ok) throw new Error(`${name}: ${way} answers ${response.status} ${text.slice(0, 500)}`);
    try {
      answers.push([way, read(JSON.parse(text))]);
    } catch (cause) {
      throw new Error(`${name}: ${way} answers ${text.slice(0, 500)}`, { cause });
    }
  }
  const [[first, expected] = []] = answers;
  for (const [way, answer] of answers)
    deepStrictEqual(answer, expected, `${name}: ${way} answers differently from ${first}`);
};

const waysOf = (name, known, round) =>
  Object.fromEntries(Object.entries(works[name](known, round)).filter(([way]) => isChosen(way)));

const measure = async (contestant, requests, duration) => {
  const before = contestant.cpuSeconds;
  const result = await load.run(contestant.url, requests, duration);
  return { ...result, cpuMicroseconds: ((contestant.cpuSeconds - before) / (result.answered + result.failed)) * 1e6 };
};

/** All contestants on one database, in turns. @returns the results of each round by work and way */
const compete = async (url) => {
  const known = await facts(url);
  const gateway = await Contestant.start('tenantry', { ...gatewaySettings, DATABASE_URL: url }, '/health/ready');
  const contestants = new Map([['tenantry', gateway]]);
  const results = new Map();
  try {
    const variables = { DATABASE_URL: url, PUBLIC_JWK: await publicJwk(url) };
    const needed = new Set(
      chosenWorks.flatMap((name) => Object.keys(waysOf(name, known, 0)).map((way) => processOf[way] ?? way)),
    );
    for (const name of needed) {
      if (name !== 'tenantry') contestants.set(name, await Contestant.start(name, variables));
    }
    for (const name of chosenWorks) {
      await check(name, waysOf(name, known, 'check'), contestants, await authorizationAt(gateway));
      const byWay = new Map();
      results.set(name, byWay);
      for (let round = 0; round <= rounds; round += 1) {
        for (const [way, { requests }] of Object.entries(waysOf(name, known, round))) {
          const contestant = contestants.get(processOf[way] ?? way);
          const asked = signed(requests, await authorizationAt(gateway));
          const result = await measure(contestant, asked, round === 0 ? warmUpSeconds : seconds);
          if (round > 0) byWay.set(way, [...(byWay.get(way) ?? []), result]);
        }
      }
      console.error(`measured: ${name}`);
      if (name.startsWith('mutation')) await tidy(url);
    }
    const memory = gateway.residentMegabytes;
    return { results, memory };
  } finally {
    await Promise.all([...contestants.values()].map((each) => each.stop()));
  }
};

/** What is the same work however many tenants there are. */
const worksOfAnySize = chosenWorks.filter((name) => !name.includes('page 2,000') && !name.startsWith('mutation'));

/** The gateway on databases of several sizes, in turns. @returns the results by work and size; ratios are to the first size */
const competeWithItself = async (sizes) => {
  const gateways = [];
  for (const tenants of sizes) {
    const url = await seeded(server, tenants);
    gateways.push({ url, size: `${tenants.toLocaleString('en')} tenants`, known: await facts(url) });
  }
  const results = new Map();
  try {
    for (const each of gateways) {
      const variables = { ...gatewaySettings, DATABASE_URL: each.url };
      each.contestant = await Contestant.start('tenantry', variables, '/health/ready');
    }
    for (const name of worksOfAnySize) {
      for (const way of ['rest', 'graphql']) {
        if (!waysOf(name, gateways[0].known, 0)[way]) continue;
        const bySize = new Map(gateways.map(({ size }) => [size, []]));
        for (let round = 0; round <= rounds; round += 1) {
          for (const { contestant, known, size } of gateways) {
            const { requests } = waysOf(name, known, round)[way];
            const asked = signed(requests, await authorizationAt(contestant));
            const result = await measure(contestant, asked, round === 0 ? warmUpSeconds : seconds);
            if (round > 0) bySize.get(size).push(result);
          }
        }
        results.set(`${name}, ${way}`, bySize);
        console.error(`measured: ${name}, ${way}`);
      }
    }
    return results;
  } finally {
    await Promise.all(gateways.map(({ contestant }) => contestant?.stop()));
  }
};

/** How long the gateway takes from its start until it says that it is ready. */
const startTime = async (variables) => {
  const times = [];
  for (let start = 0; start <= 5; start += 1) {
    const gateway = await Contestant.start('tenantry', { ...gatewaySettings, ...variables }, '/health/ready');
    await gateway.stop();
    // The first one makes what the others find.
    if (start > 0) times.push(gateway.readyMilliseconds);
  }
  return Math.round(median(times));
};

try {
  if (options.sizes) {
    printTable(await competeWithItself([1_000, 1_000_000]));
  } else {
    const url = await seeded(server, 100_000);
    const { results, memory } = await compete(url);
    printTable(results);
    if (options.works === '') {
      console.log(`memory after these requests: ${Math.round(memory)} MB`);
      console.log(`from start to ready on PostgreSQL: ${await startTime({ DATABASE_URL: url })} ms`);
      const embedded = await startTime({ DATABASE_URL: '', DATA_DIR: 'bench/data/embedded' });
      console.log(`from start to ready, embedded and warm: ${embedded} ms`);
    }
  }
} finally {
  load.stop();
}
