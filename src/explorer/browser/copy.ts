/** Puts a text into the clipboard. Where the browser keeps it closed, as it does without TLS, the text is marked instead. */
const copy = async (source: HTMLElement): Promise<string> => {
  try {
    await navigator.clipboard.writeText(source.innerText);
    return 'Copied.';
  } catch {
    getSelection()?.selectAllChildren(source);
    return 'Marked: press Ctrl-C to copy.';
  }
};

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) {
  const source = document.getElementById(button.dataset['copies'] ?? '');
  const said = document.getElementById('copied');
  if (!source || !said) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    void copy(source).then((words) => {
      said.textContent = words;
      button.textContent = words === 'Copied.' ? 'Copied' : 'Copy';
    });
  });
}
