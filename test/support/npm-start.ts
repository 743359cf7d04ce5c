import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };

/** What `npm start` gives to node once everything is built: options, and the gateway's file. */
export const startArguments: readonly string[] = / node (.+)$/.exec(scripts.start)![1]!.split(' ');
