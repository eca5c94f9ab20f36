import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { ErrorBoundary } from './error-boundary.tsx';
import { ThemeButton } from './theme-button.tsx';
import { WalletButton } from './wallet/wallet-button.tsx';

export interface NavigationItem {
  readonly href: string;
  readonly name: string;
}

/**
 * What stands around every page: name, navigation, wallet. Moves the focus to the page when the address changes. A page that cannot be drawn
 * leaves it standing.
 */
export function Frame(input: {
  home: string;
  tagline: string;
  navigation: readonly NavigationItem[];
  foot: ReactNode;
  children: ReactNode;
}) {
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus();
  }, [location]);
  const active = input.navigation
    .filter(({ href }) => href === location || (href !== input.home && location.startsWith(`${href}/`)))
    .map(({ href }) => href)[0];
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="frame-head">
        <Link className="frame-name" href={input.home}>
          <span className="frame-ring" aria-hidden="true" />
          Atoll <span className="unseen">{input.tagline}</span>
        </Link>
        <nav className="frame-nav" aria-label="Main">
          {input.navigation.map(({ href, name }) => (
            <Link key={href} href={href} aria-current={href === active ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <ThemeButton />
        <WalletButton />
      </header>
      <main className="frame-main" id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary place={location}>{input.children}</ErrorBoundary>
      </main>
      <footer className="frame-foot">{input.foot}</footer>
    </>
  );
}
