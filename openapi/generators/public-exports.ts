import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

/** Something that a package's entry exports, as people read of it. */
export interface PublicExport {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'value' | 'type';
  /** What stands in its doc comment before the first tag: paragraphs. */
  readonly doc: string;
  /** Its declaration without what runs. */
  readonly signature: string;
  /** What its doc comment says after `@throws`. */
  readonly throws: string | undefined;
  /** The code after `@example`. */
  readonly example: string | undefined;
}

/** What a module exports, read from its text alone, in the order of its export statements. What is generated is left out. */
export function publicExports(file: string): PublicExport[] {
  const source = parse(file);
  return source.statements.flatMap((statement): PublicExport[] => {
    if (ts.isExportDeclaration(statement)) return reexported(statement, source);
    return isExported(statement) ? declared(statement) : [];
  });
}

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** `export { a } from './a.ts'`, and `export { a }` of what was imported. */
function reexported({ moduleSpecifier, exportClause }: ts.ExportDeclaration, source: ts.SourceFile): PublicExport[] {
  // All of a module is exported where it is generated from the contract, which has pages of its own.
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.flatMap(({ name, propertyName }) => {
    const wanted = (propertyName ?? name).text;
    const from = moduleSpecifier ? textOf(moduleSpecifier) : importedFrom(wanted, source);
    if (from === undefined || from.includes('.gen.')) return [];
    return publicExports(join(dirname(source.fileName), from)).filter((one) => one.name === wanted);
  });
}

function importedFrom(name: string, source: ts.SourceFile): string | undefined {
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings) && bindings.elements.some((element) => element.name.text === name))
      return textOf(statement.moduleSpecifier);
  }
  return undefined;
}

const textOf = (specifier: ts.Expression): string => (specifier as ts.StringLiteral).text;

function declared(statement: ts.Statement): PublicExport[] {
  const about = docOf(statement);
  if (ts.isFunctionDeclaration(statement))
    return [{ name: nameOf(statement), kind: 'function', signature: functionSignature(statement), ...about }];
  if (ts.isClassDeclaration(statement))
    return [{ name: nameOf(statement), kind: 'class', signature: classSignature(statement), ...about }];
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return [{ name: nameOf(statement), kind: 'type', signature: withoutExport(statement.getText()), ...about }];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((declaration) => {
      const { initializer } = declaration;
      const isFunction = initializer !== undefined && ts.isArrowFunction(initializer);
      return {
        name: nameOf(declaration),
        kind: isFunction ? 'function' : 'value',
        signature: isFunction ? arrowSignature(declaration, initializer) : `const ${declaration.getText()}`,
        ...about,
      };
    });
  return [];
}

const nameOf = ({ name }: { readonly name?: ts.Node | undefined }): string => name?.getText() ?? '';
const withoutExport = (text: string): string => text.replace(/^export /, '');
const upTo = (node: ts.Node, end: ts.Node): string =>
  node.getSourceFile().text.slice(node.getStart(), end.getStart()).trim();

const functionSignature = (node: ts.FunctionDeclaration): string =>
  withoutExport(node.body ? upTo(node, node.body) : node.getText());

function arrowSignature(declaration: ts.VariableDeclaration, arrow: ts.ArrowFunction): string {
  const parameters = upTo(arrow, arrow.equalsGreaterThanToken);
  return `function ${nameOf(declaration)}${parameters.startsWith('async ') ? parameters.slice(6) : parameters}`;
}

/** Members as they are used: no bodies, no initial values, no marks of the implementation. */
function classSignature(node: ts.ClassDeclaration): string {
  const heritage = (node.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  const members = node.members
    .filter(ts.isPropertyDeclaration)
    .filter(({ name }) => ts.isIdentifier(name) && name.text !== 'name')
    .map((member) => {
      const comment = commentOf(member);
      const line = `${member.name.getText()}: ${member.type?.getText() ?? 'unknown'};`;
      return `  ${comment === undefined ? '' : `${comment}\n  `}readonly ${line}`;
    });
  return [`class ${nameOf(node)}${heritage} {`, ...members, '}'].join('\n');
}

const commentOf = (node: ts.Node): string | undefined =>
  (node as ts.Node & { readonly jsDoc?: readonly ts.JSDoc[] }).jsDoc?.at(-1)?.getText();

function docOf(node: ts.Node): Pick<PublicExport, 'doc' | 'throws' | 'example'> {
  const [doc = '', ...tags] = (commentOf(node) ?? '')
    .replace(/^\/\*\*\s?|\s*\*\/$/g, '')
    .replaceAll(/^ *\* ?/gm, '')
    .split(/^@/m);
  const tagged = (name: string): string | undefined =>
    tags
      .find((tag) => tag.startsWith(`${name}`))
      ?.slice(name.length)
      .trim();
  return { doc: doc.trim(), throws: tagged('throws'), example: tagged('example') };
}
