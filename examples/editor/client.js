// The client: starts `sabaki lsp` and leaves the rest to the language server.
"use strict";

const { commands, env, workspace } = require("vscode");
const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

function start() {
  const settings = workspace.getConfiguration("sabaki");
  const chosen = settings.get("language");
  const locale = chosen === "auto" ? env.language : chosen;
  const program = { command: settings.get("path"), args: ["lsp"], transport: TransportKind.stdio };
  client = new LanguageClient("sabaki", "sabaki", program, {
    documentSelector: [
      { language: "sabaki" },
      // YAML and data files belong to many; only rule folders are ours.
      { language: "yaml", pattern: "**/rules/**/*.{yaml,yml}" },
      { language: "yaml", pattern: "**/*.vocabulary.{yaml,yml}" },
      { pattern: "**/rules/**/*.{csv,tsv,txt}" },
      { pattern: "**/*.sample.jsonl" },
      { pattern: "**/sample.jsonl" },
    ],
    initializationOptions: { locale },
  });
  return client.start();
}

async function restart() {
  await deactivate();
  return start();
}

function activate(context) {
  context.subscriptions.push(
    commands.registerCommand("sabaki.restart", restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sabaki")) {
        restart();
      }
    }),
  );
  return start();
}

function deactivate() {
  return client ? client.stop() : undefined;
}

module.exports = { activate, deactivate };
