import { type ReactNode, useEffect } from 'react';

/** A page: its title in the tab and on top. */
export function Page({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Atoll`;
  }, [title]);
  return (
    <>
      <h1>{title}</h1>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </>
  );
}
