/** The configurations inside VTC files, HAProxy's regression tests: `haproxy h1 … -conf { … }`. */

/** A configuration of a test. */
export interface VtcConfiguration {
  /** The name that the test gives its process, as in `h1`; with a number where there are several of one name. */
  readonly name: string;
  /** Its lines, from the one behind the brace on. */
  readonly text: string;
  /** The name of this machine among peers (`-L`), if the test gives one. */
  readonly localPeer: string | null;
}

/**
 * Reads the configurations of a VTC file, with what VTC would put in for its macros.
 *
 * @param folder what `${testdir}` stands for
 */
export function configurationsIn(vtc: string, folder: string): VtcConfiguration[] {
  const out: VtcConfiguration[] = [];
  const head = /^[ \t]*haproxy[ \t]+(\S+)((?:\\\n|[^\n])*?)-conf(?:-OK|-BAD)?[ \t]+/gm;
  for (let match = head.exec(vtc); match; match = head.exec(vtc)) {
    let at = head.lastIndex;
    // `-conf-BAD` has a pattern in front of the configuration: `{}` or `{some words}`.
    let block = blockAt(vtc, at);
    if (!block) continue;
    const second = /^[ \t]*\{/.exec(vtc.slice(block.to));
    if (second) block = blockAt(vtc, block.to + second[0].length - 1) ?? block;
    at = block.to;
    head.lastIndex = at;
    const text = expand(vtc.slice(block.from, block.to - 1).replace(/^[ \t]*\n/, ''), folder);
    const localPeer = /-L ([^"\s]+)/.exec(match[2] ?? '')?.[1] ?? null;
    const same = out.filter((c) => c.name.replace(/\.\d+$/, '') === match![1]).length;
    out.push({ name: same > 0 ? `${match[1]}.${same + 1}` : match[1]!, text: text.replace(/[ \t]+$/, ''), localPeer });
  }
  return out;
}

/** What stands between an opening brace at `at` and its closing one: braces count wherever they are, as in VTC. */
function blockAt(text: string, at: number): { from: number; to: number } | null {
  if (text[at] !== '{') return null;
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return { from: at + 1, to: i + 1 };
  }
  return null;
}

/** Macros: addresses of loopback, ports that differ by name. Environment variables stay. */
function expand(text: string, folder: string): string {
  const ports = new Map<string, number>();
  const portOf = (name: string): number => {
    const port = ports.get(name) ?? 20_000 + ports.size;
    ports.set(name, port);
    return port;
  };
  return text
    .replace(/fd@\$\{(\w+)\}/g, (_, name: string) => `127.0.0.1:${portOf(name)}`)
    .replace(/\$\{(testdir|tmpdir|pwd)\}/g, folder)
    .replace(/\$\{(\w+)_addr\}/g, '127.0.0.1')
    .replace(/\$\{(\w+)_port\}/g, (_, name: string) => String(portOf(name)))
    .replace(/\$\{(\w+)_sock\}/g, (_, name: string) => `127.0.0.1:${portOf(name)}`)
    .replace(/\$\{(bad_backend|bad_ip)\}/g, '127.0.0.1');
}
