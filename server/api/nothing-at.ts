import { Problem } from '../problem.ts';
import { mountedRoutes, type Ctx } from './mount.ts';

/** 405 with the methods that there are, where only the method is wrong; else 404. */
export function nothingAt(c: Ctx): Problem {
  const { path, method } = c.req;
  const there = mountedRoutes().filter((route) => shapeOf(route.path).test(path));
  if (there.length === 0) return new Problem('not-found', `There is nothing at ${path.slice(0, 200)}.`);
  const methods = new Set(there.map((route) => route.method.toUpperCase()));
  if (methods.has('GET')) methods.add('HEAD');
  const allow = [...methods].sort().join(', ');
  return new Problem('method-not-allowed', `${method.slice(0, 20)} is not for this address; ${allow} is.`, { allow });
}

const shapes = new Map<string, RegExp>();

function shapeOf(template: string): RegExp {
  const known = shapes.get(template);
  if (known) return known;
  const shape = new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  shapes.set(template, shape);
  return shape;
}
