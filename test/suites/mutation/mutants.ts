import ts from 'typescript';

/** One change of a program that its tests should notice. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly from: string;
  readonly to: string;
}

const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
};

/**
 * Numbers without a visible effect: what the type checker wants behind `??` where nothing is ever missing, and the factors of
 * a hash, any of which spreads as well.
 */
function isArid(node: ts.NumericLiteral, source: ts.SourceFile): boolean {
  const above = node.parent;
  if (ts.isBinaryExpression(above) && above.right === node && above.operatorToken.getText(source) === '??') return true;
  return /^0x[\da-f]{6,}$/i.test(node.getText(source));
}

/** Every operator turned, condition negated, truth value swapped and number shifted, one at a time. */
export function mutantsOf(text: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const source = ts.createSourceFile('a.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const add = (node: ts.Node, to: string): void => {
    found.push({ start: node.getStart(source), end: node.getEnd(), from: node.getText(source), to });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const to = OPERATORS[node.operatorToken.getText(source)];
      const isText = ts.isStringLiteralLike(node.left) || ts.isStringLiteralLike(node.right);
      if (to !== undefined && !isText) add(node.operatorToken, to);
    }
    if (ts.isIfStatement(node)) add(node.expression, `!(${node.expression.getText(source)})`);
    if (ts.isConditionalExpression(node)) add(node.condition, `!(${node.condition.getText(source)})`);
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    if (ts.isNumericLiteral(node) && !isArid(node, source)) add(node, `(${node.text} + 1)`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
