import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const named = process.env['CHROMIUM'];

/** Debian's Chromium or an installed Chrome; `CHROMIUM` names another one, which then must be there. */
export const executable =
  named ??
  [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:/Program Files/Google/Chrome/Application/chrome.exe',
  ].find((path) => existsSync(path));

// A page may ask its own gateway and nobody else, and so may the browser around it.
const quiet = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: executable ?? '', headless: true, args: quiet });
