/** Servers that are to be checked: there must be a port to ask, and a protocol that goes with the kind of check. */
import type { ServerConfig } from '../config.ts';
import type { CheckStepKind, ProxyDraft } from '../lower/context.ts';
import { type CheckContext, headerSpan, inSection, optionValue, sectionWords } from './context.ts';
import { layerOfProtocol } from './protocols.ts';

export function checkHealthChecks(draft: ProxyDraft, cx: CheckContext): void {
  if (draft.kind === 'frontend') return;
  for (const server of draft.servers) if (isChecked(server, draft)) checkServer(draft, server, cx);
}

function isChecked(server: ServerConfig, draft: ProxyDraft): boolean {
  if (server.check) return server.check.value;
  const { defaultServer } = draft.effective;
  return defaultServer.has('check') && !defaultServer.has('no-check');
}

function checkServer(draft: ProxyDraft, server: ServerConfig, cx: CheckContext): void {
  const check = draft.effective.check;
  const kind = check?.kind === 'other' ? check.name : check?.kind;
  const name = optionValue(server, draft, 'check-proto');
  const layer = name === null ? null : layerOfProtocol(name);
  const isFit = layer === 'http' ? kind === 'httpchk' : layer === 'spop' ? kind === 'spop-check' : kind !== 'httpchk';
  if (layer !== null && !isFit)
    return cx.report.error(
      server.other['check-proto']?.span ?? server.span,
      'unusable-protocol',
      `'check-proto ${name}' does not go with the kind of health check of ${sectionWords(draft)}`,
      inSection(draft),
    );
  if (!needsPort(server, draft) || connectsByItself(kind, draft)) return;
  cx.report.error(
    server.span.from >= 0 ? server.address.span : headerSpan(draft),
    'no-check-port',
    `server '${server.name.value}' is checked, but neither its address nor 'port' says on which port`,
    inSection(draft, { hint: "add a port to the address, or 'port <port>'" }),
  );
}

/** An address that says nothing. */
const ANY: ReadonlySet<string> = new Set(['', '*', '0.0.0.0', '::']);

/** Whether no port is known to ask an address that has ports. */
function needsPort(server: ServerConfig, draft: ProxyDraft): boolean {
  const port = server.checkPort?.value ?? Number(draft.effective.defaultServer.get('port')?.value ?? 0);
  if (port > 0) return false;
  const addr = server.checkAddr?.value ?? draft.effective.defaultServer.get('addr')?.value ?? '';
  if (/[^:]:\d+$|\]:\d+$/.test(addr)) return false;
  const { family, port: own, host } = server.address.value;
  // Port 0 is no port, and an offset depends on the client.
  if (own !== null && own > 0) return false;
  if (addr !== '') return !/[/@]/.test(addr);
  return (family === 'ipv4' || family === 'ipv6') && !ANY.has(host);
}

/** The rules connect, and each says where. */
function connectsByItself(kind: string | undefined, draft: ProxyDraft): boolean {
  const { httpSteps, tcpSteps } = draft.effective;
  const steps: readonly CheckStepKind[] = kind === 'httpchk' ? httpSteps : kind === 'tcp-check' ? tcpSteps : [];
  const first = steps.find((s) => s !== 'other');
  return first === 'connect to port' && !steps.includes('connect');
}
