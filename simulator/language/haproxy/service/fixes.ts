import type { Fix } from '../../diagnostic.ts';
import type { Doc } from '../doc.ts';

/** The fixes of the diagnostics that touch `from`..`to`, in text order. */
export function fixesAt(_doc: Doc, _from: number, _to: number): readonly Fix[] {
  return [];
}
