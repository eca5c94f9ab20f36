import { useEffect, useState } from 'react';

/** The time in whole unix seconds, ticking. */
export function useSeconds(): number {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const ticking = setInterval(() => setNow(Math.floor(Date.now() / 1000)), 1000);
    return () => clearInterval(ticking);
  }, []);
  return now;
}
