import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { platformAdmin } from './people.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type ColorScheme = 'light' | 'dark';

const desk = { width: 1280, height: 720 };
const phone = { width: 390, height: 844 };

const nameOf = `(element) => element.getAttribute('aria-label') ?? element.textContent.trim()`;

/** A page of the gateway in a browser of its own, with everything that went wrong in it. */
export class Visit {
  /** Requests to other hosts, errors on the console, errors nobody caught, and what the policy blocked. */
  private readonly faults: string[] = [];

  private constructor(
    readonly page: Page,
    origin: string,
  ) {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== new URL(origin).host) {
        this.faults.push(`request to ${url.host}`);
      }
    });
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
  }

  /** Opens a path. Violations of the policy are told by the page itself. */
  static async open(
    browser: Browser,
    origin: string,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<Visit> {
    const context = await browser.newContext({ ...options, baseURL: origin });
    // Less than a test may take, so that the fault names what was waited for.
    context.setDefaultTimeout(45_000);
    const page = await context.newPage();
    const visit = new Visit(page, origin);
    await page.exposeFunction('reportViolation', (violation: string) => visit.faults.push(`blocked: ${violation}`));
    await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
      reportViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample))`);
    await page.goto(path);
    return visit;
  }

  /** Logs in by the panel of the page. */
  async logIn(person = platformAdmin): Promise<void> {
    const { page } = this;
    await page.getByRole('banner').getByRole('button', { name: 'Log in' }).click();
    const panel = page.getByRole('dialog', { name: 'Log in' });
    await panel.getByLabel('E-mail').fill(person.email);
    await panel.getByLabel('Password').fill(person.password);
    await panel.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('banner').getByText(person.email).waitFor();
  }

  /** Waits until an expression holds in the page; its policy keeps Playwright's own way of waiting out. */
  async until(expression: string): Promise<void> {
    for (let tries = 0; tries < 600; tries += 1) {
      if (await this.page.evaluate(expression)) return;
      await wait(50);
    }
    throw new Error(`It never held: ${expression}`);
  }

  /** What is wrong with the page for somebody, in any of the ways in which people look at it. */
  async shortcomings(colorSchemes: readonly ColorScheme[] = ['light', 'dark']): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of colorSchemes) {
      for (const viewport of [desk, phone]) {
        await this.page.emulateMedia({ colorScheme });
        await this.page.setViewportSize(viewport);
        const faults = [...(await this.inaccessible()), ...((await this.overflows()) ? ['scrolls sideways'] : [])];
        found.push(...faults.map((fault) => `${colorScheme}, ${viewport.width} wide: ${fault}`));
      }
    }
    return found;
  }

  /** What axe finds wrong, at least moderate, as `rule: selector`. */
  private async inaccessible(): Promise<string[]> {
    // A colour on its way to another is neither of the two.
    await this.until('!document.getAnimations().some((each) => each instanceof CSSTransition)');
    await this.page.evaluate(axe);
    const { violations } = await this.page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
    return violations
      .filter(({ impact }) => impact !== 'minor')
      .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }

  private overflows(): Promise<boolean> {
    return this.page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
  }

  /** What Tab comes to, in this order, each by its name; it must be seen where it is. */
  async walk(): Promise<string[]> {
    const walked: string[] = [];
    for (;;) {
      await this.page.keyboard.press('Tab');
      const name = await this.page.evaluate<string | null>(`(() => {
        const { activeElement } = document;
        if (activeElement === document.body) return null;
        const { outlineStyle } = getComputedStyle(activeElement);
        return (${nameOf})(activeElement) + (outlineStyle === 'none' ? ' (without a mark)' : '');
      })()`);
      if (name === null || walked.length > 200) return walked;
      walked.push(name);
    }
  }

  /** What Tab shall come to: every link and control that is shown, and every part that scrolls. */
  focusable(): Promise<string[]> {
    const selector = 'a[href], button, input, [tabindex="0"]';
    return this.page.evaluate(
      `[...document.querySelectorAll('${selector}')].filter((each) => each.checkVisibility()).map(${nameOf})`,
    );
  }

  /** Ends the visit and answers what went wrong during it. */
  async end(): Promise<readonly string[]> {
    await this.page.context().close();
    return this.faults;
  }
}
