import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type Bundle, exportBundle } from '../../simulator/export/bundle.ts';
import { DEFAULT_FORM, type KeepalivedForm } from '../../simulator/export/form.ts';
import { zipBundle } from '../../simulator/export/zip.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const textOf = (bundle: Bundle, path: string) => {
  const file = bundle.files.find((f) => f.path === path);
  return file ? new TextDecoder().decode(file.bytes) : undefined;
};
const CONFIG = encode('frontend web\n  bind :80\n');
const HTTP_FORM: KeepalivedForm = {
  ...DEFAULT_FORM,
  checkScript: {
    kind: 'http',
    url: 'http://127.0.0.1:8404/healthz?a=1&b=2',
    intervalS: 2,
    fall: 2,
    rise: 2,
    weight: null,
  },
};

describe('the files of a bundle', () => {
  const paths = (form: KeepalivedForm | null) =>
    exportBundle(CONFIG, form).files.map((f) => `${f.path} ${f.mode.toString(8)}`);
  test('without a form', () => expect(paths(null)).toEqual(['haproxy.cfg 644', 'README.txt 644']));
  test('with a form', () =>
    expect(paths(DEFAULT_FORM)).toEqual([
      'haproxy.cfg 644',
      'node-a/keepalived.conf 640',
      'node-b/keepalived.conf 640',
      '90-haproxy-nonlocal-bind.conf 644',
      'README.txt 644',
    ]));
  test('with a check script', () => expect(paths(HTTP_FORM)).toContain('check-haproxy.sh 755'));
  test('with a form that has an error: nothing of keepalived, and the README says why', () => {
    const bundle = exportBundle(CONFIG, { ...DEFAULT_FORM, priorities: [100, 100] });
    expect(bundle.files.map((f) => f.path)).toEqual(['haproxy.cfg', 'README.txt']);
    expect(bundle.problems).toMatchObject([
      { file: 'node-b/keepalived.conf', severity: 'error', code: 'priority-equal', field: 'priorities.1' },
    ]);
    expect(textOf(bundle, 'README.txt')).toContain('priorities.1: error: Both nodes have the same priority');
  });
  test('with a form that has a warning only: exported, and said', () => {
    const bundle = exportBundle(CONFIG, { ...DEFAULT_FORM, routerIds: ['a', 'a'] });
    expect(bundle.files.length).toBe(5);
    expect(textOf(bundle, 'README.txt')).toContain('routerIds.1: Both nodes have the same router_id');
  });
  test('the check script is a shell script that a shell can read', () => {
    const script = textOf(exportBundle(CONFIG, HTTP_FORM), 'check-haproxy.sh') ?? '';
    const { status, stderr } = spawnSync('/bin/sh', ['-n'], { input: script, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(script.split('\n').at(-2)).toContain(`'http://127.0.0.1:8404/healthz?a=1&b=2'`);
  });
  test('IPv6: the other sysctl, the other tcpdump', () => {
    const bundle = exportBundle(CONFIG, { ...DEFAULT_FORM, virtualAddress: '2001:db8::1/64' });
    expect(textOf(bundle, '90-haproxy-nonlocal-bind.conf')).toContain('net.ipv6.ip_nonlocal_bind = 1');
    expect(textOf(bundle, 'README.txt')).toContain('ip6 proto 112');
  });
});

describe('haproxy.cfg', () => {
  const awkward: [string, Uint8Array, string[]][] = [
    ['CRLF', encode('a\r\nb\r\n'), ['note crlf 1']],
    ['mixed line ends', encode('a\nb\r\n'), ['note mixed-line-ends 2']],
    ['a lone CR', encode('a\nb\rc\n'), ['warning lone-cr 2']],
    ['a byte order mark', encode('\ufeffa\n'), ['error byte-order-mark 1']],
    ['no last line end', encode('a\nb'), ['error no-final-newline 2']],
    ['NUL', encode('a\0b\n'), ['error nul 1']],
    ['Latin-1', Uint8Array.of(0x23, 0xe9, 10), ['note not-utf8 1']],
    ['nothing', new Uint8Array(), ['error empty-file -']],
    ['nothing unusual', encode('a\n'), []],
  ];
  test.each(awkward)('%s: the same bytes, said in the problems and in the README', (_title, bytes, expected) => {
    const bundle = exportBundle(bytes, null);
    expect(bundle.files[0]).toMatchObject({ path: 'haproxy.cfg', bytes });
    expect(bundle.problems.map((p) => `${p.severity} ${p.code} ${p.line ?? '-'}`)).toEqual(expected);
    const readme = (textOf(bundle, 'README.txt') ?? '').replace(/\s+/g, ' ');
    for (const { message } of bundle.problems) expect(readme).toContain(message);
  });
  test('any bytes come out of the archive as they went in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const files = unzipSync(zipBundle(exportBundle(bytes, DEFAULT_FORM)));
        expect(files['haproxy-bundle/haproxy.cfg']).toEqual(bytes);
        expect(Object.keys(files).length).toBe(5);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the archive', () => {
  test('is the same each time, whatever the clock says', () => {
    const archive = zipBundle(exportBundle(CONFIG, HTTP_FORM));
    expect(zipBundle(exportBundle(CONFIG, HTTP_FORM))).toEqual(archive);
    // Time and date of the first entry: 12:00:00 and 1980-01-01 as MS-DOS writes them.
    expect([...archive.subarray(10, 14)]).toEqual([0x00, 0x60, 0x21, 0x00]);
  });
  test('keeps permissions', () => {
    const archive = zipBundle(exportBundle(CONFIG, HTTP_FORM));
    const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
    const modes: Record<string, string> = {};
    for (let at = 0; at + 46 < archive.length; at++) {
      if (view.getUint32(at, true) !== 0x02014b50) continue;
      const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + view.getUint16(at + 28, true)));
      modes[name] = (view.getUint32(at + 38, true) >>> 16).toString(8);
      expect(archive[at + 5]).toBe(3);
    }
    expect(modes).toEqual({
      'haproxy-bundle/haproxy.cfg': '100644',
      'haproxy-bundle/node-a/keepalived.conf': '100640',
      'haproxy-bundle/node-b/keepalived.conf': '100640',
      'haproxy-bundle/check-haproxy.sh': '100755',
      'haproxy-bundle/90-haproxy-nonlocal-bind.conf': '100644',
      'haproxy-bundle/README.txt': '100644',
    });
  });
});
