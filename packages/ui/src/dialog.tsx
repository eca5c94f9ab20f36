import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

/** A modal dialog: the browser's own, so that focus is kept in it and Escape closes it. */
export function Dialog(input: { title: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { title, open, onClose } = input;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (open && !element.open) element.showModal();
    if (!open && element.open) element.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      {open ? (
        <>
          <h2 id={id}>{title}</h2>
          {input.children}
          <p className="row">
            <Button onClick={onClose}>Close</Button>
          </p>
        </>
      ) : null}
    </dialog>
  );
}
