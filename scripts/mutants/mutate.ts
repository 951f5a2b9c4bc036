/** The mutants of a source file: each one small change that a test should notice. Pure. */
import { parseAst } from 'vitest/node';

export type Mutant = {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Where the change begins and ends, in UTF-16 units of the source. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
};

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;
type Change = { readonly of: Node; readonly after: string };

/** Operator to what stands in its place. */
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
  '%': '*',
  '&': '|',
  '|': '&',
  '^': '&',
  '<<': '>>>',
  '>>': '<<',
  '>>>': '<<',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '|=': '&=',
  '&=': '|=',
  '<<=': '>>>=',
  '>>>=': '<<=',
  '++': '--',
  '--': '++',
};

/** Types are not run. Words are held by golden files and by the compiler. */
const NOT_ENTERED = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'TemplateElement']);
/** Kinds of nodes that begin with TS and yet hold code, in `expression`. */
const HOLDS_CODE = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** All mutants of a file, in the order of the source. */
export const mutantsOf = (file: string, source: string): readonly Mutant[] => {
  const found: Mutant[] = [];
  const visit = (node: Node): void => {
    for (const { of, after } of changesOf(node, source)) {
      const { start, end } = of;
      const line = source.slice(0, start).split('\n').length;
      found.push({ file, line, start, end, before: source.slice(start, end), after });
    }
    childrenOf(node).forEach(visit);
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
};

/** The source with the change, and with every loop of the file ending in an error after some ten million turns. */
export const mutated = (source: string, { start, end, after }: Mutant): string => {
  const changed = source.slice(0, start) + after + source.slice(end);
  const starts: number[] = [];
  const visit = (node: Node): void => {
    const body = node.body as Node | undefined;
    if (LOOPS.has(node.type) && body?.type === 'BlockStatement') starts.push(body.start + 1);
    childrenOf(node).forEach(visit);
  };
  visit(parseAst(changed, { lang: 'ts' }) as unknown as Node);
  const guarded = starts
    .sort((a, b) => b - a)
    .reduce((text, at) => text.slice(0, at) + GUARD + text.slice(at), changed);
  return `let turnsLeft = 3e7;${guarded}`;
};

const LOOPS = new Set(['ForStatement', 'WhileStatement', 'DoWhileStatement', 'ForOfStatement']);
const GUARD = "if (turnsLeft-- < 0) throw new Error('an endless loop');";

const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node)
    .flat()
    .filter((child) => isNode(child))
    .filter(({ type }) => !NOT_ENTERED.has(type))
    .filter(({ type }) => !type.startsWith('TS') || HOLDS_CODE.has(type));

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

const changesOf = (node: Node, source: string): readonly Change[] => {
  const text = (of: Node): string => source.slice(of.start, of.end);
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'AssignmentExpression':
    case 'UpdateExpression':
      return operatorOf(node, text);
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === '-'
        ? [{ of: node, after: `(${text(node.argument as Node)})` }]
        : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return ['true', 'false'].map((after) => ({ of: node.test as Node, after }));
    case 'WhileStatement':
      return [{ of: node.test as Node, after: 'false' }];
    case 'Literal':
      return literalOf(node);
    case 'ExpressionStatement':
      return removed(node);
    case 'ThrowStatement':
    case 'ContinueStatement':
      return [{ of: node, after: ';' }];
    default:
      return [];
  }
};

/** Written with all its parentheses, for `??` may not stand beside `&&` without them. */
const operatorOf = (node: Node, text: (of: Node) => string): readonly Change[] => {
  const other = OPERATORS[node.operator as string];
  if (other === undefined) return [];
  if (node.type === 'UpdateExpression') {
    const argument = text(node.argument as Node);
    return [{ of: node, after: node.prefix ? other + argument : argument + other }];
  }
  const [left, right] = [node.left as Node, node.right as Node];
  if (node.operator === '+' && (isText(left) || isText(right))) return [];
  return [{ of: node, after: `(${nested(left, text)} ${other} ${nested(right, text)})` }];
};

const nested = (node: Node, text: (of: Node) => string): string =>
  /^(Binary|Logical|Conditional|Assignment|Arrow|TSAs|TSSatisfies)/.test(node.type)
    ? `(${text(node)})`
    : text(node);

const isText = ({ type, value }: Node): boolean =>
  type === 'TemplateLiteral' || typeof value === 'string';

const literalOf = (of: Node): readonly Change[] => {
  const { value } = of;
  if (typeof value === 'boolean') return [{ of, after: String(!value) }];
  if (typeof value === 'bigint') return [{ of, after: `${value < 3n ? value + 1n : value * 2n}n` }];
  return typeof value === 'number'
    ? [{ of, after: String(value < 3 ? value + 1 : value * 2) }]
    : [];
};

/** A call or an assignment that is a statement of its own; directives and `x++` are others' matter. */
const removed = (of: Node): readonly Change[] => {
  const { type } = of.expression as Node;
  return type === 'CallExpression' || type === 'AssignmentExpression' ? [{ of, after: ';' }] : [];
};
