// Names what clients of the last release may stumble over: in schema.graphql and in the OpenAPI documents. It is a failure
// unless the version in package.json says that there are breaking changes since that release.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';
import { openapiBreakingChanges } from './openapi-changes.js';

const git = (...args) => {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64e6 }).trim();
  } catch {
    return '';
  }
};

const tag = git('describe', '--tags', '--abbrev=0');
const at = (file) => git('show', `${tag}:${file}`);

const schemaChanges = () =>
  at('schema.graphql') === ''
    ? []
    : findBreakingChanges(buildSchema(at('schema.graphql')), buildSchema(readFileSync('schema.graphql', 'utf8'))).map(
        ({ description }) => `schema.graphql: ${description}`,
      );

const documentChanges = (file) =>
  existsSync(file)
    ? openapiBreakingChanges(JSON.parse(at(file)), JSON.parse(readFileSync(file, 'utf8'))).map(
        (text) => `${file}: ${text}`,
      )
    : [`${file}: is gone`];

// Before 1.0.0 the second number is the one that promises nothing.
const promised = (version) => {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > 0 ? major : minor / 1000;
};

if (tag === '') console.log('There is no release yet, so there is nothing to compare with.');
else {
  const documents = git('ls-tree', '--name-only', tag, 'docs/openapi/')
    .split('\n')
    .filter((file) => file.endsWith('.json'));
  const changes = [...schemaChanges(), ...documents.flatMap(documentChanges)];
  for (const change of changes) console.log(change);
  console.log(`${changes.length} breaking changes since ${tag}`);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  if (changes.length > 0 && promised(version) <= promised(tag)) {
    console.log(
      `${version} promises that there are none: raise its ${version.startsWith('0.') ? 'second' : 'first'} number.`,
    );
    process.exitCode = 1;
  }
}
