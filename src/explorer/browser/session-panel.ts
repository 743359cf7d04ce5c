import { Session } from './session.js';

const element = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
};

const field = (form: HTMLFormElement, name: string): string => {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
};

/** Shows who is logged in. */
const show = ({ viewer }: Session): void => {
  const [open, end] = [element('session-open', HTMLButtonElement), element('session-end', HTMLButtonElement)];
  const who = viewer && `${viewer.email ?? viewer.name ?? 'A token'} · ${viewer.role}`;
  element('session-who', HTMLSpanElement).textContent = who ?? 'Not logged in';
  open.hidden = viewer !== undefined;
  end.hidden = viewer === undefined;
};

/** Lets `begin` open a session with what a form holds, and says why where that fails. */
const onSubmit = (form: HTMLFormElement, begin: () => Promise<void>): void => {
  const dialog = element('login', HTMLDialogElement);
  const fault = element('login-fault', HTMLParagraphElement);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    fault.textContent = '';
    begin().then(
      () => {
        form.reset();
        dialog.close();
      },
      (error: unknown) => {
        fault.textContent = error instanceof Error ? error.message : 'It did not work.';
      },
    );
  });
};

/** The session of this page, with the panel in its header that begins and ends it. */
export const pageSession = (): Session => {
  const session = new Session();
  const [open, end] = [element('session-open', HTMLButtonElement), element('session-end', HTMLButtonElement)];
  const login = element('login-form', HTMLFormElement);
  const token = element('token-form', HTMLFormElement);

  open.addEventListener('click', () => {
    element('login', HTMLDialogElement).showModal();
  });
  end.addEventListener('click', () => {
    void session.logOut().catch(() => undefined);
    open.focus();
  });
  onSubmit(login, () => session.logIn(field(login, 'email'), field(login, 'password')));
  onSubmit(token, () =>
    session.use(
      field(token, 'token')
        .trim()
        .replace(/^bearer +/i, ''),
    ),
  );
  session.addEventListener('change', () => {
    show(session);
  });
  void session.resume();
  return session;
};
