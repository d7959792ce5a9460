import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { shell } from './support.ts';

const GOOD = `defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout http-request 10s
frontend web
  bind 127.0.0.1:8080
  default_backend app
backend app
  server app1 192.0.2.1:80 check
`;
/** An error while reading, so that HAProxy never looks for the missing backend. */
const MASKED = GOOD.replace('  mode http\n', '  mode http\n  optoin httplog\n').replace('_backend app', '_backend ap');
/** Valid in 2.6, refused later. */
const OLD = GOOD.replace('defaults\n', 'global\n  nbproc 1\ndefaults\n');

const files = {
  'good.cfg': GOOD,
  'masked.cfg': MASKED,
  'old.cfg': OLD,
  'idle.cfg': 'global\n  maxconn 100\n',
  // HAProxy calls it a warning, and refuses the configuration.
  'cache.cfg': `${GOOD}cache c\n  total-max-size 4\n  max-secondary-entries 0\n`,
  'odd, 100%: name.cfg': 'frontend\n',
  'crt.cfg': GOOD.replace('8080', '8443 ssl crt missing.pem'),
};

const SCHEMA = new URL('../../simulator/cli/check.schema.json', import.meta.url);

describe('drydock check --format json', () => {
  const here = shell(files);
  afterAll(here.remove);
  const json = async (...args: string[]) => JSON.parse((await here.run('check', '--format', 'json', ...args)).out);
  const published = z.fromJSONSchema(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  const valid = (value: unknown) => published.safeParse(value).error?.issues ?? [];

  it('is what its schema says, and the schema is printed', async () => {
    expect((await here.run('check', '--format', 'json-schema')).out).toBe(readFileSync(SCHEMA, 'utf8'));
    for (const args of [['good.cfg'], ['masked.cfg'], ['old.cfg', '--haproxy', 'all'], ['crt.cfg'], ['--each', '.']])
      expect(valid(await json(...args)), args.join(' ')).toEqual([]);
  });

  it('the schema is not met by everything', async () => {
    const [finding] = await json('masked.cfg');
    for (const wrong of [
      {},
      [1],
      [{ ...finding, line: 0 }],
      [{ ...finding, more: 1 }],
      [{ ...finding, severity: 'fatal' }],
    ])
      expect(valid(wrong)).not.toEqual([]);
  });

  it('calls error only what HAProxy would print', async () => {
    const found: { severity: string; masked?: string; code: string }[] = await json('masked.cfg');
    expect(found.filter((f) => f.severity === 'error').map((f) => f.code)).toEqual(['unknown-keyword']);
    expect(found.filter((f) => f.masked !== undefined)).toEqual([
      expect.objectContaining({ code: 'unknown-backend', severity: 'advice', masked: 'error' }),
    ]);
    expect((await here.run('check', 'masked.cfg')).out).toMatch(/masked\.cfg:10:\d+: error, not reached by HAProxy: /);
  });

  it('tells the verdict where no other finding does', async () => {
    expect(await json('idle.cfg')).toMatchObject([{ code: 'no-listener', severity: 'advice', line: 1, column: 1 }]);
    const found: { severity: string; code: string; line: number }[] = await json('cache.cfg');
    const printed = found.filter((f) => f.severity === 'error' || f.severity === 'warning');
    expect(printed.map((f) => [f.severity, f.line])).toEqual([
      ['warning', 14],
      ['error', 14],
    ]);
    expect((await here.run('check', 'cache.cfg')).status).toBe(1);
  });

  it('all: an entry a version', async () => {
    const entries = await json('good.cfg', '--haproxy', 'all');
    expect(entries).toHaveLength(5);
    expect(
      entries.map((e: Record<string, unknown>) => [e['configuration'], e['haproxy'], e['status'], e['verdict']]),
    ).toEqual(['2.6', '2.8', '3.0', '3.2', '3.4'].map((version) => ['good.cfg', version, 0, 'valid']));
  });
});

describe('drydock check --format sarif', () => {
  const here = shell(files);
  afterAll(here.remove);

  const message = z.strictObject({ text: z.string().min(1) });
  const artifactLocation = z.strictObject({
    uri: z.string().regex(/^[^\s%]*(%[0-9A-F]{2}[^\s%]*)*$/),
    uriBaseId: z.string().optional(),
  });
  const positive = z.int().min(1);
  const region = z.strictObject({ startLine: positive, startColumn: positive, endLine: positive, endColumn: positive });
  const level = z.enum(['error', 'warning', 'note', 'none']);
  /** The part of SARIF 2.1.0 that is used here, closed as its schema is. */
  const SARIF = z.strictObject({
    $schema: z.url(),
    version: z.literal('2.1.0'),
    runs: z.tuple([
      z.strictObject({
        columnKind: z.literal('utf16CodeUnits'),
        tool: z.strictObject({
          driver: z.strictObject({
            name: z.string(),
            version: z.string(),
            rules: z.array(
              z.strictObject({
                id: z.string(),
                shortDescription: message,
                helpUri: z.url(),
                defaultConfiguration: z.strictObject({ level }),
              }),
            ),
          }),
        }),
        invocations: z.tuple([z.strictObject({ executionSuccessful: z.literal(true), exitCode: z.int() })]),
        results: z.array(
          z.strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            level,
            kind: z.literal('informational').optional(),
            message,
            locations: z.tuple([z.strictObject({ physicalLocation: z.strictObject({ artifactLocation, region }) })]),
            fixes: z
              .array(
                z.strictObject({
                  description: message,
                  artifactChanges: z
                    .array(
                      z.strictObject({
                        artifactLocation,
                        replacements: z
                          .array(z.strictObject({ deletedRegion: region, insertedContent: message.optional() }))
                          .min(1),
                      }),
                    )
                    .min(1),
                }),
              )
              .optional(),
            properties: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    ]),
  });

  it('is SARIF, with rules that results name, levels, regions and fixes', async () => {
    const { status, out } = await here.run('check', '--each', '.', '--format', 'sarif');
    expect(status).toBe(1);
    const [run] = SARIF.parse(JSON.parse(out)).runs;
    const { rules } = run.tool.driver;
    expect(run.invocations[0].exitCode).toBe(1);
    for (const result of run.results) expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
    const typo = run.results.find((r) => r.ruleId === 'unknown-keyword' && r.message.text.includes('optoin'))!;
    expect(typo).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'masked.cfg', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 9 },
          },
        },
      ],
      fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: 'option' } }] }] }],
    });
    const uris = run.results.map((r) => r.locations[0].physicalLocation.artifactLocation.uri);
    expect(uris).toContain('odd%2C%20100%25%3A%20name.cfg');
  });

  it('is SARIF when there is nothing to say', async () => {
    const { out } = await here.run('check', 'good.cfg', '--format', 'sarif');
    expect(SARIF.parse(JSON.parse(out)).runs[0].invocations[0].exitCode).toBe(0);
  });
});

describe('drydock check --format github', () => {
  const here = shell(files);
  afterAll(here.remove);

  it('prints a command for each finding', async () => {
    const { out } = await here.run('check', 'masked.cfg', '--format', 'github');
    expect(out).toMatch(
      /^::error file=masked\.cfg,line=3,col=3,endLine=3,endColumn=8,title=unknown-keyword::.*%0Adid you mean 'option'\?$/m,
    );
    expect(out).toMatch(/^::notice file=masked\.cfg,line=10,.*title=unknown-backend::/m);
    expect(out).toMatch(/HAProxy 3\.2: fatal errors found in configuration.*\n$/);
  });

  it('escapes what the command would take for its own', async () => {
    const { out } = await here.run('check', 'odd, 100%: name.cfg', '--format', 'github');
    expect(out).toMatch(/^::error file=odd%2C 100%25%3A name\.cfg,line=1,/);
  });
});

describe('drydock check --haproxy all', () => {
  const here = shell(files);
  afterAll(here.remove);

  it('says what holds for which version, and a table', async () => {
    const { status, out } = await here.run('check', 'old.cfg', '--haproxy', 'all');
    expect(status).toBe(1);
    expect(out).toMatch(/\n {2}HAProxy {2}Verdict +Errors {2}Warnings\n {2}2\.6 +\w/);
    expect(out.match(/^ {2}\d\.\d .*$/gm)).toHaveLength(5);
  });
});
