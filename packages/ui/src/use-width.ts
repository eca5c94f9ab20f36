import { type RefObject, useEffect, useRef, useState } from 'react';

/** Width of an element in CSS pixels as it is now, so that what is drawn in it keeps the size of its letters. */
export function useWidth<Shown extends Element>(before: number): [RefObject<Shown | null>, number] {
  const element = useRef<Shown>(null);
  const [width, setWidth] = useState(before);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      // Nothing is drawn in what is folded away.
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
