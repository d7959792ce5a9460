/** `--format sarif`: SARIF 2.1.0, written as it comes. The tool with its rules stands behind the results that name them. */
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Severity } from '../../language/diagnostic.ts';
import type { Version } from '../../language/haproxy/config.ts';
import { STDIN } from '../load.ts';
import { located, type Region, type ReportedDiagnostic } from '../report.ts';
import { programVersion } from '../version.ts';
import { worst } from './checked.ts';
import { manualOf, titleOf } from './codes.ts';
import type { Printer, PrinterSettings } from './printer.ts';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note' | 'none'>> = {
  error: 'error',
  warning: 'warning',
  environment: 'note',
  advice: 'note',
  'not-simulated': 'none',
};

interface Rule {
  readonly index: number;
  readonly severity: Severity;
}

export function sarifPrinter({ io, versions }: PrinterSettings): Printer {
  const rules = new Map<string, Rule>();
  let status: 0 | 1 | 2 = 0;
  let first = true;
  io.out(`{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[`);
  return {
    add(results) {
      for (const result of results) {
        status = worst(status, result.status);
        for (const finding of located(result)) {
          io.out(`${first ? '\n' : ',\n'}${JSON.stringify(resultOf(finding, rules, result.version))}`);
          first = false;
        }
      }
    },
    end() {
      const [version = '3.2'] = versions;
      const tail = {
        tool: {
          driver: { name: 'Drydock', version: programVersion(), rules: [...rules].map((r) => ruleOf(r, version)) },
        },
        invocations: [{ executionSuccessful: true, exitCode: status }],
      };
      io.out(`${first ? '' : '\n'}],${JSON.stringify(tail).slice(1)}]}\n`);
    },
  };
}

function resultOf(finding: ReportedDiagnostic, rules: Map<string, Rule>, version: Version): unknown {
  const { code, severity, message, hint, fixes, masked } = finding;
  const rule = rules.get(code) ?? { index: rules.size, severity };
  rules.set(code, rule);
  const level = LEVELS[severity];
  return {
    ruleId: code,
    ruleIndex: rule.index,
    level,
    // A level that says nothing goes with a kind that is no failure.
    ...(level === 'none' && { kind: 'informational' }),
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [{ physicalLocation: { artifactLocation: artifact(finding.file), region: regionOf(finding) } }],
    ...(fixes !== undefined && { fixes: fixes.map(fixOf) }),
    properties: { severity, haproxy: version, ...(masked !== undefined && { masked }) },
  };
}

function fixOf({ title, edits }: NonNullable<ReportedDiagnostic['fixes']>[number]): unknown {
  const names = [...new Set(edits.map((edit) => edit.file))];
  return {
    description: { text: title },
    artifactChanges: names.map((name) => ({
      artifactLocation: artifact(name),
      replacements: edits
        .filter((edit) => edit.file === name)
        .map((edit) => ({
          deletedRegion: regionOf(edit),
          ...(edit.text !== '' && { insertedContent: { text: edit.text } }),
        })),
    })),
  };
}

function regionOf({ line, column, endLine, endColumn }: Region): unknown {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function artifact(name: string): unknown {
  if (name === STDIN) return { uri: 'stdin' };
  if (isAbsolute(name)) return { uri: pathToFileURL(name).href };
  return { uri: name.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function ruleOf([code, { severity }]: readonly [string, Rule], version: Version): unknown {
  return {
    id: code,
    shortDescription: { text: titleOf(code) },
    helpUri: manualOf(code, version),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}
