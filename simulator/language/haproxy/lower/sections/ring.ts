/** `ring`: a buffer for messages, which servers may get too (manual 12.5). */
import type { Directive, Word } from '../../config.ts';
import type { RawSection } from '../../lines.ts';
import { atLeast } from '../../version.ts';
import { leadingInteger } from '../../words.ts';
import { withEntry } from '../context.ts';
import { server } from '../server.ts';
import { innerProxy, inProxy, lastSpan, namedTime, type Reading, type SectionContext } from './context.ts';

/** Rings that are there before any section is. */
const BUILT_IN = ['stdout', 'stderr', 'buf0'];
const DEFAULT_BYTES = 16384;
/** A ring's own head. */
const HEAD_BYTES = 192;
/** A file has whole pages, and a head. */
const PAGE_BYTES = 4096;
const MAPPED_OVERHEAD_BYTES = 72;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** The longest message that a ring of this size takes: each has two counters of a byte, and its length in front. */
function payload(bytes: number): number {
  const most = bytes - HEAD_BYTES - 2;
  return most - (most < 264432 ? 3 : most < 33818864 ? 4 : 5);
}

/** A size of any length; 0 where it is none. */
function wholeSize(text: string): number {
  const [, digits, unit] = /^(\d+)([kmgKMG]?)$/.exec(text) ?? [];
  return digits === undefined ? 0 : Number(digits) * UNITS[unit!.toLowerCase()]!;
}

export function ring(section: RawSection, cx: SectionContext): Reading {
  const { report, version } = cx;
  const name = section.header.words[1];
  if (name && BUILT_IN.includes(name.text))
    report.error(name.span, 'duplicate-section', `HAProxy has a ring '${name.text}' of its own`);
  const draft = innerProxy(section, 'backend', name ?? null, version === '3.4' ? 'log' : 'tcp');
  draft.seen.add('a ring');
  cx.read.inner.push({ of: 'ring', draft });
  let size = DEFAULT_BYTES;
  let longest: { readonly bytes: number; readonly word: Word } | null = null;
  if (name && !atLeast(version, '2.8')) longest = { bytes: DEFAULT_BYTES, word: name };
  let stored = false;
  const badSize = (d: Directive): void =>
    report.error((d.words[1] ?? d.words[0]!).span, 'bad-size', `'${d.words[1]?.text ?? ''}' is no size for a ring`);
  return {
    handlers: {
      size: (d) => {
        const word = d.words[1];
        // Until 3.0 units are not understood, and not looked at.
        const text = word?.text ?? '';
        const bytes = atLeast(version, '3.2') ? wholeSize(text) : leadingInteger(text);
        if (bytes === 0) return badSize(d);
        if (stored)
          return report.error(d.span, 'bad-order', "the size of a ring in a file stands in front of 'backing-file'");
        if (!atLeast(version, '3.0') && bytes < size)
          return report.refusal(word!.span, 'out-of-range', `a ring does not shrink: it has ${size} bytes already`);
        // Newer ones take it, and do not shrink either.
        size = Math.max(size, bytes);
      },
      maxlen: (d) => {
        if (leadingInteger(d.words[1]!.text) === 0) return badSize(d);
        longest = { bytes: leadingInteger(d.words[1]!.text), word: d.words[1]! };
      },
      'backing-file': (d) => {
        const file = d.words[1]!;
        if (stored) return report.error(d.span, 'already-said', 'the ring has a file already');
        stored = true;
        report.environment(file.span, 'file-needed', `HAProxy will write the file '${file.text}'`);
      },
      server: (d) => {
        const address = d.words[2];
        if (address && /^(udp[46]?@|uxdg@|dgram\+)/.test(address.text))
          return report.error(address.span, 'bad-address', 'messages of a ring are sent over TCP only');
        const before = draft.servers.length;
        server(d, inProxy(draft, cx));
        const added = draft.servers[before];
        if (!added?.sendProxy || !atLeast(version, '3.0')) return;
        report.warning(d.span, 'ignored-here', "'send-proxy' is ignored for servers of a ring");
      },
      timeout: (d) => {
        const which = d.words[1]?.text ?? '';
        if (which !== 'connect' && which !== 'server') {
          return report.notSimulated(lastSpan(d), 'ignored-here', `HAProxy ignores 'timeout ${which}' in a ring`);
        }
        const time = namedTime(d, ['connect', 'server'], cx);
        if (time === null) return;
        draft.effective.timeouts = withEntry(draft.effective.timeouts, which, time);
      },
    },
    close: () => {
      if (!longest || !name) return;
      const { bytes, word } = longest;
      const mapped = stored ? Math.ceil(size / PAGE_BYTES) * PAGE_BYTES - MAPPED_OVERHEAD_BYTES : size;
      const most = atLeast(version, '3.0') ? payload(size) : mapped;
      if (bytes >= 0 && bytes <= most) return;
      report.warning(word.span, 'out-of-range', `a message of ring '${name.text}' has at most ${most} bytes`, {
        section: name.text,
      });
    },
  };
}
