/** What the builder panel may ask for, and the one function that turns it into text edits. */
import type { Span, TextEdit } from '../../simulator/language/diagnostic.ts';
import type { Config } from '../../simulator/language/haproxy/config.ts';
import { clearBalance, setBalance } from './edit-balance.ts';
import { setBindAddress } from './edit-bind.ts';
import { setHealthCheck } from './edit-health.ts';
import {
  addServer,
  moveServer,
  removeServer,
  renameServer,
  setServerAddress,
  setServerFlag,
  setServerNumber,
} from './edit-servers.ts';
import { setStickiness } from './edit-stickiness.ts';
import { type Outcome, refuse } from './outcome.ts';
import { applyEdits, tidyEdits } from './text.ts';

/** `section` is an index into `config.sections`, `line` one into that section's directives; both as in the model. */
export type BuilderChange =
  | { readonly type: 'set-balance'; readonly section: number; readonly algorithm: string }
  /** Back to what the defaults section says, or HAProxy's own. */
  | { readonly type: 'clear-balance'; readonly section: number }
  | { readonly type: 'add-server'; readonly section: number; readonly server: NewServer }
  | { readonly type: 'remove-server'; readonly section: number; readonly line: number }
  | { readonly type: 'rename-server'; readonly section: number; readonly line: number; readonly name: string }
  /** `to`: the place among the section's servers, from 0. */
  | { readonly type: 'move-server'; readonly section: number; readonly line: number; readonly to: number }
  | { readonly type: 'set-address'; readonly section: number; readonly line: number; readonly address: string }
  | { readonly type: 'set-weight'; readonly section: number; readonly line: number; readonly weight: number }
  /** null: no limit. */
  | { readonly type: 'set-maxconn'; readonly section: number; readonly line: number; readonly maxconn: number | null }
  | { readonly type: 'set-check'; readonly section: number; readonly line: number; readonly check: boolean }
  | { readonly type: 'set-backup'; readonly section: number; readonly line: number; readonly backup: boolean }
  | { readonly type: 'set-stickiness'; readonly section: number; readonly stickiness: NewStickiness }
  | { readonly type: 'set-health-check'; readonly section: number; readonly healthCheck: NewHealthCheck }
  | { readonly type: 'set-bind'; readonly section: number; readonly line: number; readonly address: string };

export interface NewServer {
  readonly name: string;
  readonly address: string;
  readonly weight?: number;
  readonly maxconn?: number;
  readonly check?: boolean;
  readonly backup?: boolean;
}

export type NewStickiness =
  | { readonly kind: 'none' }
  /** Default name `SRV`. Each server without a value gets its own name as one. */
  | { readonly kind: 'cookie'; readonly name?: string }
  /** HAProxy's own notation: `100k`, `30m`. */
  | { readonly kind: 'stick-src'; readonly size?: string; readonly expire?: string }
  | { readonly kind: 'source' };

export type NewHealthCheck =
  | { readonly kind: 'none' }
  | { readonly kind: 'tcp' }
  | { readonly kind: 'http'; readonly method: string; readonly path: string }
  /** A real HL7 message, and a positive acknowledgement wanted. */
  | { readonly kind: 'mllp' };

/** Edits, or why the text stays as it is. No edits: the text says so already. */
export type BuilderResult =
  | { readonly edits: readonly TextEdit[]; readonly refused: null }
  | {
      readonly edits: readonly [];
      readonly refused: { readonly code: string; readonly message: string; readonly span: Span | null };
    };

/**
 * The edits of one change. Everything outside of them keeps its bytes; no comment is lost; a text that HAProxy accepted
 * is accepted afterwards. Never throws: what cannot be done is refused, with the reason.
 */
export function builderEdits(config: Config, change: BuilderChange): BuilderResult {
  const outcome = edit(config, change);
  if ('refused' in outcome) return { edits: [], refused: outcome.refused };
  const edits = tidyEdits(outcome.edits);
  // A line may trade places with one that reads the same.
  const changes = config.files.some(({ text }, file) => applyEdits(text, edits, file) !== text);
  return { edits: changes ? edits : [], refused: null };
}

function edit(config: Config, change: BuilderChange): Outcome {
  const { section } = change;
  if (!config.sections[section]) return refuse('no-such-section', 'This section is not in the text any more.');
  switch (change.type) {
    case 'set-balance':
      return setBalance(config, section, change.algorithm);
    case 'clear-balance':
      return clearBalance(config, section);
    case 'add-server':
      return addServer(config, section, change.server);
    case 'remove-server':
      return removeServer(config, section, change.line);
    case 'rename-server':
      return renameServer(config, section, change.line, change.name);
    case 'move-server':
      return moveServer(config, section, change.line, change.to);
    case 'set-address':
      return setServerAddress(config, section, change.line, change.address);
    case 'set-weight':
      return setServerNumber(config, section, change.line, 'weight', change.weight);
    case 'set-maxconn':
      return setServerNumber(config, section, change.line, 'maxconn', change.maxconn ?? 0);
    case 'set-check':
      return setServerFlag(config, section, change.line, 'check', change.check);
    case 'set-backup':
      return setServerFlag(config, section, change.line, 'backup', change.backup);
    case 'set-stickiness':
      return setStickiness(config, section, change.stickiness);
    case 'set-health-check':
      return setHealthCheck(config, section, change.healthCheck);
    case 'set-bind':
      return setBindAddress(config, section, change.line, change.address);
  }
}
