import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_FORM, type KeepalivedForm } from '../../simulator/export/form.ts';
import { formFromConfs } from '../../simulator/export/from-conf.ts';
import { keepalivedConf } from '../../simulator/export/keepalived.ts';
import { analyseKeepalived, analysePair } from '../../simulator/language/keepalived/analyse.ts';
import { type Line, readKeepalived } from '../../simulator/language/keepalived/reader.ts';

/** A tree as text: words between `|`, blocks in braces. */
const shown = (lines: readonly Line[]): string =>
  lines
    .map(({ words, block }) => words.map(({ text }) => text).join('|') + (block ? `{${shown(block.lines)}}` : ''))
    .join(';');

function checkTree(title: string, text: string, tree: string, diagnostics: readonly string[] = []) {
  test(title, () => {
    const read = readKeepalived(text);
    expect(shown(read.lines)).toBe(tree);
    expect(read.diagnostics.map(({ code, span }) => `${code}@${span.from}`)).toEqual(diagnostics);
  });
}

describe('reading', () => {
  checkTree('words', 'a b\tc\n', 'a|b|c');
  checkTree('comments', 'a # b\n! c\nd!e\n', 'a;d');
  checkTree('an escaped comment sign', 'a\\#b\n', 'a#b');
  checkTree('quotes keep blanks, braces and comment signs', 'script "a {b} #c"\n', 'script|a {b} #c');
  checkTree('a quote ends a word', 'a"b"c\n', 'a|b|c');
  checkTree('single quotes are nothing special', "a 'b c'\n", "a|'b|c'");
  checkTree('a block', 'a b {\n c\n}\nd\n', 'a|b{c};d');
  checkTree('a brace on the next line', 'a\n{\n c\n}\n', 'a{c}');
  checkTree('braces glued to words', 'a{b}c\n', 'a{b};c');
  checkTree('everything on one line', 'a { b { c d } }', 'a{b{c|d}}');
  checkTree('CRLF', 'a {\r\n b\r\n}\r\n', 'a{b}');
  checkTree('no last line end', 'a b', 'a|b');
  checkTree('a block of nothing', '{\n a\n}\n', '{a}');
  checkTree('not closed', 'a {\n b {\n c\n', 'a{b{c}}', ['unclosed-block@7', 'unclosed-block@2']);
  checkTree('closed twice', 'a {\n}\n}\nb\n', 'a{};b', ['extra-brace@6']);
  checkTree('open quote', 'a "b\nc\n', 'a|b;c', ['unterminated-quote@2']);
  checkTree('a no-break space is no blank', 'a\u00a0b c\n', 'a\u00a0b|c');

  test('every word’s span is where it stands', () => {
    const text = 'vrrp_instance "V 1" {\r\n  priority 101 # x\r\n}\r\n';
    const [instance] = readKeepalived(text).lines;
    const priority = instance?.block?.lines[0];
    const written = [...(instance?.words ?? []), ...(priority?.words ?? [])].map(({ span }) =>
      text.slice(span.from, span.to),
    );
    expect(written).toEqual(['vrrp_instance', '"V 1"', 'priority', '101']);
  });
});

const GLOBAL = 'global_defs {\n enable_script_security\n script_user root\n}\n';
const SCRIPT = 'vrrp_script chk {\n script "/usr/bin/pgrep -x haproxy"\n weight -20\n}\n';
const instance = (body: string, name = 'VI_1') =>
  `vrrp_instance ${name} {\n interface eth0\n virtual_router_id 51\n virtual_ipaddress {\n  10.0.0.100/24\n }\n${body}\n}\n`;

/** Diagnostics but those on the machine, as `code: the words they point at`. */
function check(title: string, text: string, expected: readonly string[]) {
  test(title, () => {
    const { diagnostics } = analyseKeepalived(text);
    const said = diagnostics.filter(({ severity }) => severity !== 'environment');
    expect(
      said.map(
        ({ code, severity, span }) =>
          `${severity === 'error' ? '' : `${severity} `}${code}: ${text.slice(span.from, span.to)}`,
      ),
    ).toEqual(expected);
  });
}

describe('what is said about a file', () => {
  const tracked = 'track_script {\n chk\n}';
  check('nothing', GLOBAL + SCRIPT + instance(`priority 101\n${tracked}`), []);
  check('a misspelt keyword', GLOBAL + instance('prioritty 101'), ['unknown-keyword: prioritty']);
  check('haproxy.cfg instead', 'global\n daemon\n', ['unknown-keyword: global', 'unknown-keyword: daemon']);
  check('a long password', GLOBAL + instance('authentication {\n auth_type PASS\n auth_pass haproxy_pass\n}'), [
    'auth-pass-truncated: haproxy_pass',
  ]);
  check('no script security', SCRIPT + instance(tracked), ['script-security: vrrp_script chk']);
  check('backquotes', `${GLOBAL}vrrp_script chk {\n script "/bin/kill -0 \`cat /run/haproxy.pid\`"\n}\n`, [
    'advice script-shell: "/bin/kill -0 `cat /run/haproxy.pid`"',
  ]);
  check('killall', `${GLOBAL}vrrp_script chk {\n script "/usr/bin/killall -0 haproxy"\n}\n`, [
    'advice script-killall: "/usr/bin/killall -0 haproxy"',
  ]);
  check('nopreempt and a weight', GLOBAL + SCRIPT + instance(`state BACKUP\nnopreempt\n${tracked}`), [
    'advice nopreempt-weight: nopreempt',
  ]);
  check('MASTER without a priority', GLOBAL + instance('state MASTER'), ['advice master-without-priority: MASTER']);
  check('the peer is the node itself', GLOBAL + instance('unicast_src_ip 10.0.0.1\nunicast_peer {\n10.0.0.1\n}'), [
    'advice peer-is-self: 10.0.0.1',
  ]);
  check('an include is said, not followed', `include /etc/keepalived/conf.d/*.conf\n${GLOBAL}`, [
    'not-simulated not-read: include /etc/keepalived/conf.d/*.conf',
  ]);
});

describe('what is said about a pair', () => {
  const file = (priority: number, weight: number | null, more = '') =>
    `${GLOBAL}vrrp_script chk {\n script "/usr/bin/pgrep -x haproxy"\n${weight === null ? '' : ` weight ${weight}\n`}}\n` +
    instance(`priority ${priority}\ntrack_script {\n chk\n}\n${more}`);
  const checkPair = (title: string, a: string, b: string, expected: readonly string[]) =>
    test(title, () => expect(analysePair(a, b).map(({ code, span }) => `${code} in ${span.file}`)).toEqual(expected));

  checkPair('101 and 100 with 2: moves', file(101, 2), file(100, 2), []);
  checkPair('100 and 90 with 2: does not', file(100, 2), file(90, 2), ['weight-below-gap in 0']);
  checkPair('the other way round: the same', file(90, 2), file(100, 2), ['weight-below-gap in 1']);
  checkPair('101 and 100 with -20: moves', file(101, -20), file(100, -20), []);
  checkPair('110 and 100 with -5: does not', file(110, -5), file(100, -5), ['weight-below-gap in 0']);
  checkPair('without a weight: moves', file(200, null), file(100, null), []);
  checkPair('equal priorities', file(100, null), file(100, null), ['pair-equal-priority in 1']);
  checkPair('different intervals', file(101, null), file(100, null, 'advert_int 2'), ['pair-differs in 1']);
  const auth = (pass: string) => `authentication {\n auth_type PASS\n auth_pass ${pass}\n}`;
  checkPair('different passwords', file(101, null, auth('a')), file(100, null, auth('b')), ['pair-differs in 1']);
  checkPair(
    'passwords that differ behind the eighth character',
    file(101, null, auth('12345678a')),
    file(100, null, auth('12345678b')),
    [],
  );
});

describe('the way back to the form', () => {
  const both = (form: KeepalivedForm) => ([0, 1] as const).map((node) => keepalivedConf(form, node).text);
  const forms = fc.record({
    interface: fc.constantFrom('eth0', 'bond0.100'),
    virtualAddress: fc.constantFrom('192.0.2.10/24', '2001:db8::10/64'),
    priorities: fc.constantFrom([110, 100] as const, [254, 1] as const),
    virtualRouterId: fc.integer({ min: 1, max: 255 }),
    routerIds: fc.constant(['a', 'b.example'] as const),
    advertIntervalS: fc.constantFrom(1, 0.5, 3),
    unicast: fc.boolean(),
    checkScript: fc.constantFrom<KeepalivedForm['checkScript']>(
      { kind: 'haproxy-process', intervalS: 2, fall: 3, rise: 1, weight: null },
      { kind: 'http', url: 'http://127.0.0.1:8404/healthz', intervalS: 1, fall: 1, rise: 1, weight: -30 },
      { kind: 'custom', command: "/usr/local/bin/check 'a b' --fast", intervalS: 5, fall: 2, rise: 2, weight: 30 },
    ),
    authPass: fc.constantFrom('', 's3cr3t'),
    nopreempt: fc.boolean(),
  });
  test('a form that was written is read again, whole', () => {
    fc.assert(
      fc.property(forms, ({ unicast, authPass, ...rest }) => {
        const six = rest.virtualAddress.includes(':');
        const addresses = six ? (['2001:db8::1', '2001:db8::2'] as const) : (['192.0.2.1', '192.0.2.2'] as const);
        const form: KeepalivedForm = {
          ...rest,
          transport: unicast ? { kind: 'unicast', addresses } : { kind: 'multicast' },
          ...(authPass && !six && Number.isInteger(rest.advertIntervalS) ? { authPass } : {}),
        };
        const [a = '', b = ''] = both(form);
        const back = formFromConfs(a, b);
        expect(back.form).toEqual(form);
        expect(back.diagnostics).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
  test('what the form has no field for is named', () => {
    const [a = '', b = ''] = both(DEFAULT_FORM);
    const more = a.replace(
      'track_script {',
      'garp_master_delay 5\n    track_interface {\n        eth1\n    }\n    track_script {',
    );
    const { form, diagnostics } = formFromConfs(more, b);
    expect(form).not.toBeNull();
    expect(diagnostics.map(({ span }) => more.slice(span.from, span.to))).toEqual([
      'garp_master_delay 5',
      'track_interface',
    ]);
  });
  test('two files that are no pair give no form', () => {
    const [a = ''] = both(DEFAULT_FORM);
    const [, b = ''] = both({ ...DEFAULT_FORM, virtualRouterId: 52 });
    expect(formFromConfs(a, b).form).toBeNull();
  });
});

describe('any text', () => {
  const words = fc.constantFrom(
    'vrrp_instance',
    'global_defs',
    '{',
    '}',
    '"',
    '\n',
    '#',
    ' ',
    'priority',
    '1',
    'track_script',
    'x',
  );
  test('is read, with every span inside the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          for (const { span } of analyseKeepalived(text).diagnostics) {
            expect(0 <= span.from && span.from <= span.to && span.to <= text.length).toBe(true);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
  test('deep nesting does not exhaust the stack', () => {
    const text = 'a {\n'.repeat(20_000);
    expect(analyseKeepalived(text).exitStatus).toBe(5);
  });
});
