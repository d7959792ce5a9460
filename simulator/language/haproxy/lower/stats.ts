/** `stats …` in a proxy: the statistics page. */
import type { StatsConfig } from '../config.ts';
import { PLACE } from '../keywords/names.ts';
import { placesOf, readCondition } from './conditions.ts';
import { didYouMean, type Handler, notInDefaults, type ProxyContext } from './context.ts';
import { readRule } from './http-rules.ts';
import { readTimeWord } from './value.ts';

const WORDS = [
  'admin',
  'uri',
  'realm',
  'refresh',
  'http-request',
  'auth',
  'scope',
  'enable',
  'hide-version',
  'show-legends',
  'show-modules',
  'show-node',
  'show-desc',
];

export const stats: Handler = (d, cx) => {
  const { report, draft } = cx;
  const [head, what, value] = d.words;
  if (!what)
    return report.error(head!.span, 'missing-argument', "'stats' wants to know what", {
      hint: `one of: ${WORDS.join(', ')}`,
    });
  const names = cx.version === '3.4' ? [...WORDS, 'show-version'] : WORDS;
  if (!names.includes(what.text))
    return report.error(what.span, 'unknown-argument', `'stats' does not know '${what.text}'`, {
      hint: `one of: ${names.join(', ')}`,
      ...didYouMean(what.text, names, what.span),
    });
  // What the proxy says itself takes the place of all that it inherits.
  const inherited = cx.draft.inherited?.stats ?? null;
  const own = draft.effective.stats !== inherited ? draft.effective.stats : null;
  const config: StatsConfig = own ?? { uri: '/haproxy?stats', auth: [], hideVersion: false, span: d.span };
  const set = (more: Partial<StatsConfig>): void => {
    draft.effective.stats = { ...config, ...more };
    draft.settings.stats = draft.effective.stats;
  };
  const need = (message: string): boolean => {
    if (value) return true;
    report.error(what.span, 'missing-argument', message);
    return false;
  };
  switch (what.text) {
    case 'uri':
      if (need("'stats uri' wants a path")) set({ uri: value!.text });
      return;
    case 'realm':
      if (need("'stats realm' wants a text")) set({ realm: value!.text });
      return;
    case 'auth':
      if (need("'stats auth' wants 'user:password'")) set({ auth: [...config.auth, value!.text] });
      return;
    case 'scope':
      if (need("'stats scope' wants a section's name, or '.'")) set({ scope: [...(config.scope ?? []), value!.text] });
      return;
    case 'refresh': {
      if (!need("'stats refresh' wants a time")) return;
      const time = readTimeWord('stats refresh', value!, 's', cx);
      if (time !== null) set({ refreshSeconds: time });
      return;
    }
    case 'show-node':
      if (value && !/^[A-Za-z0-9._-]+$/.test(value.text))
        return report.error(value.span, 'bad-name', "a node's name is made of letters, digits, '.', '-' and '_'");
      return set({});
    case 'show-desc':
      if (!value)
        return report.warning(
          what.span,
          'missing-argument',
          "'show-desc' shows the description of global, which has none",
        );
      return set({});
    case 'hide-version':
      return set({ hideVersion: true });
    case 'admin':
      return admin(d, cx, config, set);
    case 'http-request': {
      if (notInDefaults(d, 'stats http-request', cx)) return;
      const read = readRule('http-request', d, d.words, 2, cx);
      if (read) draft.seen.add('stats http-request');
      return set(read ? { rules: [...(config.rules ?? []), read.rule] } : {});
    }
    default:
      return set({});
  }
};

function admin(
  d: Parameters<Handler>[0],
  cx: ProxyContext,
  config: StatsConfig,
  set: (more: Partial<StatsConfig>) => void,
): void {
  if (notInDefaults(d, 'stats admin', cx)) return;
  const rest = d.words[2];
  if (!rest || (rest.text !== 'if' && rest.text !== 'unless')) {
    return cx.report.error(
      (rest ?? d.words[1]!).span,
      'missing-condition',
      "'stats admin' wants 'if' or 'unless' and a condition",
    );
  }
  const places = placesOf(cx, PLACE.frontendRequest, PLACE.backendRequest);
  const condition = readCondition(d.words.slice(2), places, cx, false, false);
  if (condition) set({ admin: [...(config.admin ?? []), condition] });
}
