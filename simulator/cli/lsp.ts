/** `drydock lsp`: the language service for any editor. */
import type { Command } from './command.ts';
import { VERSION_OPTION, versionOf } from './load.ts';

export const lspCommand: Command = {
  name: 'lsp',
  summary: 'Serve an editor: the Language Server Protocol over standard input and output.',
  usage: '[--stdio] [--haproxy VERSION]',
  options: [
    { name: 'stdio', about: 'what many editors add; nothing else is spoken' },
    { ...VERSION_OPTION, about: `${VERSION_OPTION.about}, and unless the editor says` },
  ],
  notes: [
    'Diagnostics, completion, hover, signatures, definitions, references, rename, outline, folding, colours, formatting, quick ' +
      'fixes and links to files, from the same language service as the guide’s editor. Messages for people go to standard error.',
    'Settings, as initializationOptions or in the section "drydock" of the workspace’s configuration: haproxy ("2.6" to "3.4") and ' +
      'notSimulated (true: also mark what `drydock simulate` does not carry out).',
    'In what follows, drydock is a program on the PATH such as: npm --silent --prefix /path/to/drydock run cli -- "$@"',
    'VS Code (settings.json, with the extension Generic LSP Client v2):\n' +
      '  "glspc.server.command": "drydock", "glspc.server.commandArguments": ["lsp"],\n' +
      '  "glspc.server.languageId": ["haproxy"], "files.associations": { "haproxy*.cfg": "haproxy" }',
    'Neovim 0.11 or newer (init.lua):\n' +
      '  vim.lsp.config("drydock", { cmd = { "drydock", "lsp" }, filetypes = { "haproxy" }, init_options = { haproxy = "3.2" } })\n' +
      '  vim.lsp.enable("drydock")',
    'Helix (languages.toml):\n' +
      '  language-server.drydock = { command = "drydock", args = ["lsp"], config = { haproxy = "3.2" } }\n' +
      '  language = [{ name = "haproxy", scope = "source.haproxy", file-types = [{ glob = "haproxy*.cfg" }], comment-token = "#", language-servers = ["drydock"] }]',
  ],
  async run(args, io) {
    const { serve } = await import('./lsp/server.ts');
    serve(process.stdin, process.stdout, { version: versionOf(args), log: (text) => io.err(`drydock lsp: ${text}\n`) });
    // The client ends the process: with `exit`, or by going away.
    return new Promise<number>(() => undefined);
  },
};
