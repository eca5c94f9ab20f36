import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { ErrorNotice } from './error-notice.tsx';

interface Input {
  /** What is shown, e.g. the path: with another one it is tried again. */
  readonly place?: string;
  readonly children: ReactNode;
}

interface State {
  readonly failed: { readonly error: unknown } | undefined;
}

/** Shows in place of what cannot be drawn why, and a way on: without it one such part takes the whole app from the screen. */
export class ErrorBoundary extends Component<Input, State> {
  static getDerivedStateFromError = (error: unknown): State => ({ failed: { error } });

  override state: State = { failed: undefined };

  override componentDidUpdate(before: Input): void {
    if (before.place !== this.props.place && this.state.failed !== undefined)
      this.setState({ failed: undefined });
  }

  override render(): ReactNode {
    const { failed } = this.state;
    return failed === undefined ? this.props.children : <CannotBeDrawn error={failed.error} />;
  }
}

function CannotBeDrawn({ error }: { error: unknown }) {
  return (
    <>
      <h1>This page cannot be shown</h1>
      <p className="lead">
        Nothing was sent or signed by this. What you had typed may have to be typed again.
      </p>
      <ErrorNotice error={error} />
      <p className="row">
        <Button look="main" onClick={() => globalThis.location.reload()}>
          Reload the page
        </Button>
        <Button onClick={() => globalThis.history.back()}>Back</Button>
      </p>
    </>
  );
}
