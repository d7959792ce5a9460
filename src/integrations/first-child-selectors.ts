import type { Plugin } from 'vite';

/** `X > * + *`: every child of X but the first. */
const ALL_BUT_FIRST = />\s*\*\s*\+\s*\*/g;

/** Says "every child but the first" without looking at neighbours: the same elements at the same specificity. */
export function withoutNeighbours(css: string): string {
  return css.replace(ALL_BUT_FIRST, '> :where(:not(:first-child))');
}

/**
 * Starlight asks for `* + *`, which any element matches: browsers then look at all of an editor's lines again whenever a
 * line is drawn, 70 ms of every keystroke.
 */
export function firstChildSelectors(): Plugin {
  return {
    name: 'drydock:first-child-selectors',
    enforce: 'pre',
    transform(code, id) {
      if (!/\.css($|\?)|type=style|lang\.css/.test(id)) return null;
      const changed = withoutNeighbours(code);
      return changed === code ? null : { code: changed, map: null };
    },
  };
}
