/** Health checks in the typed model. */
import type { Span } from '../diagnostic.ts';
import type { Format, SampleExpr } from './config-samples.ts';

export type CheckKind =
  | { readonly kind: 'tcp-check' }
  | {
      readonly kind: 'httpchk';
      readonly method: string;
      readonly uri: string;
      readonly version: string;
      readonly host?: string;
    }
  | { readonly kind: 'other'; readonly name: string; readonly args: readonly string[] };

/** What an expectation compares. The last four are made by protocol checks only. */
export type CheckMatch =
  | 'string'
  | 'rstring'
  | 'binary'
  | 'rbinary'
  | 'status'
  | 'rstatus'
  | 'string-lf'
  | 'binary-lf'
  | 'hdr'
  | 'fhdr'
  | 'agent-reply'
  | 'mysql-hello'
  | 'mysql-ok'
  | 'ldap-bind'
  | 'spop-hello';

/** `hdr name [-m <method>] <name> [value [-m <method>] <value>]`. */
export interface CheckHeader {
  readonly name: { readonly method: string; readonly text: string; readonly format?: Format };
  readonly value: { readonly method: string; readonly text: string; readonly format?: Format } | null;
}

/** One `tcp-check …` or `http-check …` rule. Binary payloads are latin-1 strings, one character a byte. */
export type CheckStep =
  | {
      readonly type: 'connect';
      readonly span: Span;
      readonly addr?: string;
      readonly port?: number;
      readonly portExpr?: SampleExpr;
      readonly comment?: string;
      readonly linger: boolean;
      readonly sendProxy: boolean;
      readonly ssl: boolean;
      /** As the server says, where the rule itself does not. */
      readonly isDefault?: boolean;
      readonly sni?: string;
      readonly alpn?: readonly string[];
    }
  /** `format`: what `send-lf` and `send-binary-lf` make the data of; `hex`: as hexadecimal digits. */
  | {
      readonly type: 'send';
      readonly span: Span;
      readonly data: string;
      readonly format?: Format;
      readonly hex?: boolean;
      readonly comment?: string;
    }
  | {
      readonly type: 'http-send';
      readonly span: Span;
      readonly method: string;
      readonly uri: string;
      readonly version: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body?: string;
      /** `uri-lf`, `body-lf`, and values of headers that are more than text (by place in `headers`). */
      readonly uriFormat?: Format;
      readonly bodyFormat?: Format;
      readonly headerFormats?: readonly (Format | null)[];
      readonly comment?: string;
    }
  | {
      readonly type: 'expect';
      readonly span: Span;
      readonly negated: boolean;
      readonly match: CheckMatch;
      readonly pattern: string;
      /** What `string-lf` and `binary-lf` make the pattern of. */
      readonly format?: Format;
      /** `hdr`, `fhdr`. */
      readonly header?: CheckHeader;
      readonly minRecvBytes?: number;
      readonly okStatus?: string;
      readonly errorStatus?: string;
      readonly toutStatus?: string;
      readonly onSuccess?: Format;
      readonly onError?: Format;
      readonly statusCode?: SampleExpr;
      readonly comment?: string;
    }
  | {
      readonly type: 'variable';
      readonly span: Span;
      readonly name: string;
      /** Neither: `unset-var`. */
      readonly expr?: SampleExpr;
      readonly format?: Format;
    }
  | { readonly type: 'comment'; readonly span: Span; readonly text: string }
  | { readonly type: 'disable-on-404'; readonly span: Span };
