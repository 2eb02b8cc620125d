import { basename } from 'node:path';

const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.(test|spec|config|svelte|d))*\.(js|cjs|mjs|ts)$/;
const component = /^([A-Z][A-Za-z0-9]*|\+(page|layout|error))\.svelte$/;
const route = /^\+(page|layout|server)(\.server)?\.ts$/;
const vague = /^(utils?|helpers?|misc|manager|service|impl|base)\.|-(utils?|helpers?|manager|service|impl)\./;

/** Files are kebab-case and components Pascal-case; a name that could mean anything is refused. */
export const fileName = {
  meta: { type: 'suggestion', schema: [], messages: { shape: '{{name}}: {{why}}' } },
  create(context) {
    const name = basename(context.filename);
    return {
      Program(node) {
        const shaped = name.endsWith('.svelte') ? component.test(name) : kebab.test(name) || route.test(name);
        const why = !shaped
          ? 'files are kebab-case, components Pascal-case'
          : vague.test(name)
            ? 'name what it does'
            : '';
        if (why) context.report({ node, messageId: 'shape', data: { name, why } });
      },
    };
  },
};

/** `unsafe` and `raw` take a text of ours only: a literal, or a template with nothing put into it. */
export const noUnsafeSql = {
  meta: { type: 'problem', schema: [], messages: { built: 'Pass values as parameters; this SQL is put together.' } },
  create(context) {
    return {
      "CallExpression[callee.property.name='unsafe'], CallExpression[callee.object.name='sql'][callee.property.name='raw']"(
        node,
      ) {
        const [text] = node.arguments;
        const constant =
          text?.type === 'Literal' || (text?.type === 'TemplateLiteral' && text.expressions.length === 0);
        if (!constant) context.report({ node, messageId: 'built' });
      },
    };
  },
};

const carried = new Set(['sql', 'pool', 'now']);
const parameterName = (node) => (node.type === 'AssignmentPattern' ? node.left.name : node.name);

/** At most three arguments besides the database (`sql`, `pool`) and the clock (`now`); more become one object. */
export const fewArguments = {
  meta: { type: 'suggestion', schema: [], messages: { many: '{{count}} arguments: make them one object.' } },
  create(context) {
    return {
      ':function'(node) {
        const count = node.params.filter((parameter) => !carried.has(parameterName(parameter))).length;
        if (count > 3) context.report({ node, messageId: 'many', data: { count } });
      },
    };
  },
};
