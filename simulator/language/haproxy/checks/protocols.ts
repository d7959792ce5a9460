/** `proto` on bind and server lines: which protocol goes with which mode and transport (manual 5.1, 5.2). */
import type { BindConfig, ProxyMode } from '../config.ts';
import { anyServerSays, type ProxyDraft } from '../lower/context.ts';
import { type CheckContext, inSection, optionValue, sectionWords } from './context.ts';

type Layer = 'http' | 'tcp' | 'spop';

interface Protocol {
  readonly layer: Layer;
  readonly client: boolean;
  readonly server: boolean;
}

const PROTOCOLS: Readonly<Record<string, Protocol | undefined>> = {
  h1: { layer: 'http', client: true, server: true },
  h2: { layer: 'http', client: true, server: true },
  quic: { layer: 'http', client: true, server: false },
  qmux: { layer: 'http', client: true, server: true },
  fcgi: { layer: 'http', client: false, server: true },
  none: { layer: 'tcp', client: true, server: true },
  spop: { layer: 'spop', client: false, server: true },
};

/** What is spoken where nothing more is said. */
export function layerOf(mode: ProxyMode): Layer {
  return mode === 'http' || mode === 'haterm' ? 'http' : mode === 'spop' ? 'spop' : 'tcp';
}

/** The layer that a protocol belongs to; null for one that is not known. */
export function layerOfProtocol(name: string): Layer | null {
  return PROTOCOLS[name]?.layer ?? null;
}

export function checkProtocols(draft: ProxyDraft, cx: CheckContext): void {
  const layer = layerOf(draft.effective.mode);
  const { mode } = draft.effective;
  for (const bind of draft.binds) {
    const written = bind.options.findLast((o) => o.value[0] === 'proto');
    if (!written) continue;
    const name = written.value[1] ?? '';
    const protocol = PROTOCOLS[name];
    const usable = protocol?.client && protocol.layer === layer && (name === 'quic') === isQuic(bind);
    if (!usable)
      cx.report.error(
        written.span,
        'unusable-protocol',
        `'proto ${name}' cannot be used on this line of ${sectionWords(draft)}, in 'mode ${mode}'`,
        inSection(draft),
      );
  }
  if (!anyServerSays(draft, 'proto')) return;
  for (const server of draft.servers) {
    const name = optionValue(server, draft, 'proto');
    if (name === null) continue;
    const protocol = PROTOCOLS[name];
    if (protocol?.server && protocol.layer === layer) continue;
    cx.report.error(
      server.other['proto']?.span ?? server.span,
      'unusable-protocol',
      `'proto ${name}' cannot be used for server '${server.name.value}' of ${sectionWords(draft)}, in 'mode ${mode}'`,
      inSection(draft),
    );
  }
}

export function isQuic(bind: BindConfig): boolean {
  return bind.addresses.some((a) => a.value.transport === 'quic');
}
