// The client: starts `sabaki lsp` and leaves the rest to the language server.
"use strict";

const { env, workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function activate() {
  const settings = workspace.getConfiguration("sabaki");
  const chosen = settings.get("language");
  const locale = chosen === "auto" ? env.language : chosen;
  const program = { command: settings.get("path"), args: ["lsp"], transport: TransportKind.stdio };
  client = new LanguageClient("sabaki", "sabaki", program, {
    documentSelector: [
      { language: "sabaki" },
      // YAML belongs to many; only rule folders are ours.
      { language: "yaml", pattern: "**/rules/**/*.{yaml,yml}" },
      { language: "yaml", pattern: "**/*.vocabulary.{yaml,yml}" },
      { pattern: "**/*.sample.jsonl" },
      { pattern: "**/sample.jsonl" },
    ],
    initializationOptions: { locale },
  });
  return client.start();
}

function deactivate() {
  return client ? client.stop() : undefined;
}

module.exports = { activate, deactivate };
