import { type ComponentType, lazy, type ReactNode } from 'react';

/** A page whose code is loaded when it is first opened, or ahead of that. */
export interface LazyPage<Input extends object> {
  (input: Input): ReactNode;
  /** Loads its code, so that it is drawn at once, without anything in its place meanwhile. */
  preload(): Promise<void>;
}

/**
 * A page in a chunk of its own. Where its code was loaded before it is drawn it never suspends, which a component of `lazy` does even
 * then.
 *
 * @example const AssetPage = lazyPage(() => import('./asset/asset-page.tsx'));
 */
export function lazyPage<Input extends object>(
  load: () => Promise<{ default: ComponentType<Input> }>,
): LazyPage<Input> {
  let Loaded: ComponentType<Input> | undefined;
  const Late = lazy(load);
  const Page = (input: Input) => (Loaded === undefined ? <Late {...input} /> : <Loaded {...input} />);
  return Object.assign(Page, {
    preload: async () => {
      Loaded = (await load()).default;
    },
  });
}
