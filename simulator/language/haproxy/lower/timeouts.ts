/** `timeout …`. */
import type { TimeoutName } from '../config.ts';
import { TIMEOUTS } from '../keywords/timeouts.ts';
import { atLeast } from '../version.ts';
import { at, didYouMean, type Handler, kindWord, withEntry } from './context.ts';
import { write } from './successors.ts';
import { readTimeWord, warnIfSmall } from './value.ts';

const OLD: Readonly<Record<string, string>> = {
  clitimeout: 'timeout client',
  srvtimeout: 'timeout server',
  contimeout: 'timeout connect',
};

export const timeout: Handler = (d, cx) => {
  const { report, draft } = cx;
  const old = OLD[d.words[0]!.text] ?? OLD[d.words[1]?.text ?? ''];
  if (old)
    return report.error(d.span, 'removed-keyword', `this is not supported since HAProxy 2.1`, {
      hint: `write '${old}'`,
      ...write(old, { ...d.words[0]!.span, to: d.words[OLD[d.words[0]!.text] ? 0 : 1]!.span.to }),
    });
  const [head, name, value, extra] = d.words;
  const rows = TIMEOUTS.filter((t) => !t.since || atLeast(cx.version, t.since));
  const row = rows.find((t) => t.name === `timeout ${name?.text ?? ''}`);
  if (!row) {
    const names = rows.map((t) => t.name.slice('timeout '.length));
    const where = name ?? head!;
    return report.error(where.span, 'unknown-timeout', `'timeout' does not know '${name?.text ?? ''}'`, {
      hint: `one of: ${names.join(', ')}`,
      ...(name ? didYouMean(name.text, names, name.span) : {}),
    });
  }
  if (!value)
    return report.error(name!.span, 'missing-argument', `'${row.name}' wants a time`, { hint: `${row.name} 30s` });
  const time = readTimeWord(row.name, value, 'ms', cx);
  if (time === null) return;
  if (extra)
    return report.error(
      extra.span,
      'unexpected-argument',
      `'${row.name}' cannot handle unexpected argument '${extra.text}'`,
    );
  const key = name!.text;
  const known = draft.effective.timeouts.get(key) ?? 0;
  const inherited = draft.inherited?.timeouts.get(key) ?? 0;
  const here = (row.sides.includes('frontend') && cx.fe) || (row.sides.includes('backend') && cx.be);
  if (!here) {
    report.warning(
      d.span,
      'ignored-here',
      `'${row.name}' is ignored: a ${kindWord(draft)} has no ${row.sides[0]} part`,
    );
  } else if (draft.inherited && known !== inherited) {
    report.warning(d.span, 'overwritten', `'${row.name}' was said before in this section: the last one holds`);
  } else warnIfSmall(row.name, value, time, 100, cx);
  draft.effective.timeouts = withEntry(draft.effective.timeouts, key, time);
  draft.settings.timeoutsMs[key as TimeoutName] = at(time, d.span);
};
