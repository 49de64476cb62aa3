// node scripts/config-docs.mjs [--check]: writes docs/configuration.md from the comments of the configuration classes;
// with --check says by its exit code whether the page is current.
import { readFile, writeFile } from 'node:fs/promises';
import ts from 'typescript';

const SOURCES = ['app-config.ts', 'database-variables.ts', 'telemetry-variables.ts'].map(
  (name) => new URL(`../server/config/${name}`, import.meta.url),
);
const PAGE = new URL('../docs/configuration.md', import.meta.url);

const INTRODUCTION = `# Configuration

The server is configured by environment variables. It reads a file \`.env\` in its working directory, too; the
environment wins over that file, and the flags of \`mcpjungle start\` win over both. A variable that is empty counts as
not set. Every value is checked when the server starts: a bad one stops the start with one line that says which variable
it is, what it is and what it takes.

The value of a variable marked † can also come from a file: \`X_FILE\` names a file that holds X, as container secrets
do; X itself wins.

_Made from the comments in \`server/config/*.ts\` by \`node scripts/config-docs.mjs\`._
`;

const page = render(await Promise.all(SOURCES.map((source) => readFile(source, 'utf8'))));
if (process.argv.includes('--check')) {
  const committed = await readFile(PAGE, 'utf8').catch(() => '');
  if (committed !== page) {
    console.error('docs/configuration.md is not current; run: node scripts/config-docs.mjs');
    process.exitCode = 1;
  }
} else {
  await writeFile(PAGE, page);
}

function render(sources) {
  const rows = sources.flatMap(rowsOf);
  return [INTRODUCTION, '| variable | default | meaning |', '|---|---|---|', ...rows, ''].join('\n');
}

function rowsOf(source) {
  const file = ts.createSourceFile('variables.ts', source, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isClassDeclaration)
    .flatMap(({ members }) => members.filter(isVariable))
    .map(row);
}

function isVariable(member) {
  return ts.isPropertyDeclaration(member) && /^[A-Z_]+$/.test(member.name.text);
}

function row(property) {
  const fromFile = decorators(property).includes('OrFile') ? ' †' : '';
  return `| \`${property.name.text}\`${fromFile} | ${defaultOf(property)} | ${meaningOf(property)} |`;
}

function decorators(property) {
  return (ts.getDecorators(property) ?? []).map(({ expression }) => expression.expression.text);
}

function meaningOf(property) {
  const [comment] = ts.getJSDocCommentsAndTags(property);
  return oneLine(comment.comment);
}

function defaultOf(property) {
  const tag = ts.getJSDocTags(property).find(({ tagName }) => tagName.text === 'default');
  if (tag) return oneLine(tag.comment);
  return property.initializer ? valueOf(property.initializer) : '';
}

function valueOf(node) {
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.length === 0 ? 'none' : `\`${node.elements.map(({ text }) => text).join(',')}\``;
  }
  if (node.kind === ts.SyntaxKind.FalseKeyword) return '`0`';
  return node.text === '' ? 'empty' : `\`${node.text}\``;
}

function oneLine(comment) {
  return ts.getTextOfJSDocComment(comment).replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
