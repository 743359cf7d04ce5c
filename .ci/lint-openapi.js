// The recommended rules of Redocly and of Spectral over every OpenAPI document: a finding of any severity is a failure.
import { globSync, readFileSync } from 'node:fs';
import { createConfig, lint } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';

// ScaiKey's own document writes its collections with a slash at the end, and a legacy path is kept to the letter.
const allowed = /scaikey\.json (?:no-path-trailing-slash|path-keys-no-trailing-slash) .*\badmin.*(?:tenants|partners)/;

const redocly = await createConfig({ extends: ['recommended'] });
const spectral = new spectralCore.Spectral();
spectral.setRuleset({ extends: [[spectralRulesets.oas, 'recommended']] });

const findingsOf = async (file) => {
  const ofRedocly = await lint({ ref: file, config: redocly });
  const ofSpectral = await spectral.run(readFileSync(file, 'utf8'));
  return [
    ...ofRedocly.map(({ ruleId, message, location }) => `${file} ${ruleId} ${location[0]?.pointer}: ${message}`),
    ...ofSpectral.map(({ code, message, path }) => `${file} ${code} ${path.join('/')}: ${message}`),
  ];
};

const files = globSync('docs/openapi/*.json').sort();
const findings = (await Promise.all(files.map(findingsOf))).flat().filter((finding) => !allowed.test(finding));
for (const finding of findings) console.log(finding);
console.log(`${files.length} documents, ${findings.length} findings`);
process.exitCode = files.length > 0 && findings.length === 0 ? 0 : 1;
