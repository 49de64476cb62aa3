import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { CHECKOUT } from './checkout.js';

/** The keys of `ApiRoutes`, which exists for the compiler only: `GET /api/v0/users`. */
export function routeMapKeys(): string[] {
  const file = `${CHECKOUT}/api/routes.ts`;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const map = source.statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === 'ApiRoutes',
  );
  return (map?.members ?? []).map(({ name }) => (name as ts.StringLiteral).text);
}
