/** `use-fcgi-app`: the FastCGI application that a backend's servers run. */
import { type Handler, missing } from '../context.ts';

export const useFcgiApp: Handler = (d, cx) => {
  const { report, draft } = cx;
  if (!cx.be || cx.isDefaults)
    return report.error(d.span, 'not-here', "'use-fcgi-app' may stand in backend and listen sections only");
  const name = d.words[1];
  if (!name) return missing(d, "'use-fcgi-app' wants an fcgi-app section's name", cx);
  const before = draft.settings.other['use-fcgi-app']?.value[0];
  if (before !== undefined && before !== name.text)
    return report.error(name.span, 'already-said', `this section uses fcgi-app '${before}' already`);
  draft.settings.other['use-fcgi-app'] = { value: [name.text], span: name.span };
};
