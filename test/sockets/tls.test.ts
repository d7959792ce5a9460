import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCertificates } from '../../simulator/drivers/sockets/tls.ts';
import type { TlsOptions } from '../../simulator/plan/tls-plan.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { run } from './support.ts';

const load = (crt: readonly string[], more: Partial<TlsOptions> = {}) =>
  loadCertificates({ crt, crtLists: [], ...more });
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

describe('certificates of a listener', () => {
  it('are chosen by name, by wildcard, and else the first', () => {
    const loaded = load([fixture('shop.pem'), fixture('lab.pem')]);
    if (!loaded.ok) throw new Error(loaded.problem);
    const shown = (sni: string | null) => loaded.certificates.choose(sni).shown?.name;
    const [shop, lab] = [fixture('shop.pem'), fixture('lab.pem')];
    expect(shown('shop.example')).toBe(shop);
    expect(shown('www.shop.example')).toBe(shop);
    expect(shown('lab.example')).toBe(lab);
    expect(shown('deep.www.shop.example')).toBe(shop);
    expect(shown('other.example')).toBe(shop);
    expect(shown(null)).toBe(shop);
  });

  it('come from every file of a directory', () => {
    const loaded = load([fixture('lab.pem')]);
    expect(loaded.ok).toBe(true);
    const folder = temporaryFolder({ '.hidden': 'x' });
    try {
      mkdirSync(join(folder.path, 'empty'));
      expect(load([join(folder.path, 'empty')])).toEqual({
        ok: false,
        problem: `no certificate in the directory ${join(folder.path, 'empty')}`,
      });
    } finally {
      folder.remove();
    }
  });

  const folder = temporaryFolder({ 'garbage.pem': 'what is this' });
  const garbage = join(folder.path, 'garbage.pem');
  const refused: [readonly string[], string][] = [
    [[], "'ssl' without a certificate: 'crt FILE' is missing"],
    [['/nowhere/x.pem'], 'unreadable certificate /nowhere/x.pem: no such file'],
    [[garbage], `unreadable certificate ${garbage}: no certificate in it`],
    [
      [fixture('no-key.pem')],
      `unreadable certificate ${fixture('no-key.pem')}: no private key in it, and no ${fixture('no-key.pem')}.key`,
    ],
  ];
  for (const [paths, problem] of refused) {
    it(`says in one sentence: ${problem.replace(/\S*\//g, '')}`, () => {
      expect(load(paths)).toEqual({ ok: false, problem });
    });
  }
});

describe('servers that TLS is spoken to', () => {
  const start = (options: string) =>
    run(
      `defaults\n timeout connect 1s\n timeout server 1s\n timeout client 1s\nbackend b\n server s 127.0.0.1:1 ${options}\n`,
    );

  const refused: [string, string][] = [
    ['ssl verify none ca-file /nowhere/ca.pem', 'unreadable ca-file /nowhere/ca.pem: no such file'],
    ['ssl ca-file @system-ca crl-file /nowhere/crl.pem', 'unreadable crl-file /nowhere/crl.pem: no such file'],
    ['check check-ssl verify none crt /nowhere/own.pem', 'unreadable certificate /nowhere/own.pem: no such file'],
  ];
  it.each(refused)('nothing is started with %s', async (options, problem) => {
    await expect(start(options)).rejects.toThrow(`backend b, server s: ${problem}`);
  });

  it('nor without an authority to check their certificates by', async () => {
    await expect(start('ssl')).rejects.toThrow('no ca-file to check them against');
    await expect(start('check check-ssl')).rejects.toThrow('no ca-file to check them against');
  });
});
