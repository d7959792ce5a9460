/** One change of the builder panel on a text: what comes of it, or why nothing does. */
import { expect, test } from 'vitest';
import { type BuilderChange, builderEdits } from '../../src/builder/change.ts';
import { readBuilder } from '../../src/builder/read.ts';
import { applyEdits } from '../../src/builder/text.ts';
import { configOf } from './config.ts';

/** A change to the section `app`; `on` names the server (or bind) whose line it is about. */
type Wish = { on?: string } & Record<string, unknown> & { type: BuilderChange['type'] };

export function run(before: string, wish: Wish) {
  const config = configOf(before);
  const section = readBuilder(config).sections.find(({ name }) => name === 'app');
  const { on, ...change } = wish;
  const line =
    section?.backend?.servers.find(({ name }) => name === on)?.line ??
    section?.binds.find(({ address }) => address === on)?.line;
  const result = builderEdits(config, {
    section: section?.section ?? -1,
    ...(line === undefined ? {} : { line }),
    ...change,
  } as unknown as BuilderChange);
  return { result, after: applyEdits(before, result.edits) };
}

/** These find their line by what they change. */
export const ONCE: readonly string[] = ['add-server', 'remove-server', 'rename-server', 'move-server', 'set-bind'];

/** One change: the text after it. */
export function check(title: string, before: string, wish: Wish, after: string) {
  test(title, () => {
    const { result, after: got } = run(before, wish);
    expect(result.refused).toBeNull();
    expect(got).toBe(after);
    // Asking again for what is so already changes nothing.
    if (!ONCE.includes(wish.type)) {
      expect(run(got, wish).result).toEqual({ edits: [], refused: null });
    }
  });
}

/** A change that is refused, with its code; the text stays. */
export function checkRefused(title: string, before: string, wish: Wish, code: string) {
  test(title, () => {
    const { result, after } = run(before, wish);
    expect(result.refused?.code).toBe(code);
    expect(result.refused?.message).toMatch(/[.]$/);
    expect(after).toBe(before);
  });
}

export const APP = `defaults
    mode http

backend app
    balance roundrobin   # one after the other
    # the old machines
    server a 10.0.0.1:80 check weight 3   # first
    server b 10.0.0.2:80	check
\tserver c 10.0.0.3:80 backup# last
`;
export const change = (from: string, to: string) => APP.replace(from, to);
