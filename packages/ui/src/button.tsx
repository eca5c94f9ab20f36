import type { ButtonHTMLAttributes } from 'react';

interface ButtonProperties extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `main` once a view, `danger` for what cannot be taken back. */
  look?: 'main' | 'danger' | 'plain' | 'default';
  small?: boolean;
  /** Says that its deed is under way; it stays in reach of the keyboard and does nothing. */
  busy?: boolean;
}

/** A button. While it is busy it keeps its focus and says so to a screen reader. */
export function Button({
  look = 'default',
  small = false,
  busy = false,
  children,
  ...rest
}: ButtonProperties) {
  const { onClick, className, type = 'button', ...others } = rest;
  const names = [look === 'default' ? '' : look, small ? 'small' : '', className ?? ''].filter(
    (name) => name !== '',
  );
  return (
    <button
      {...others}
      type={busy ? 'button' : type}
      className={names.join(' ')}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : null}
      {children}
    </button>
  );
}
