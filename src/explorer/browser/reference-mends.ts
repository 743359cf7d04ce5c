/** What a control is for, where Swagger UI does not say so to a screen reader. */
const nameOf = (control: Element): string => {
  const parameter = control.closest('tr[data-param-name]')?.getAttribute('data-param-name');
  if (parameter != null) return parameter;
  if (control.id === 'servers') return 'Server';
  if (control.matches('.examples-select-element')) return 'Example';
  return control.matches('textarea') ? 'Request body' : 'Choice';
};

/** Sets an attribute on whatever matches and does not have it yet. */
const give = (root: HTMLElement, selector: string, attribute: string, value: (element: Element) => string): void => {
  for (const element of root.querySelectorAll(`:is(${selector}):not([${attribute}])`)) {
    element.setAttribute(attribute, value(element));
  }
};

const mend = (root: HTMLElement): void => {
  give(root, 'select, textarea, [data-param-name] input', 'aria-label', nameOf);
  // Code that scrolls can be reached.
  give(root, '.microlight', 'tabindex', () => '0');
  // Headings follow each other without a gap: the title is of the first level, tags are h3.
  give(root, '#operations :is(h3, h4, h5)', 'aria-level', ({ tagName }) => String(Number(tagName.slice(1)) - 1));
  // The page has one main part already, and a table is no region.
  give(root, 'main', 'role', () => 'group');
  for (const table of root.querySelectorAll('table[role="region"]')) table.setAttribute('role', 'table');
};

/** Gives Swagger UI's markup what assistive technology needs and it lacks, whenever it has drawn something. */
export const mendAsItGrows = (root: HTMLElement): void => {
  new MutationObserver(() => {
    mend(root);
  }).observe(root, { childList: true, subtree: true });
};
