import { Problem } from '../problem.ts';
import type { App, Ctx } from './mount.ts';

/** 405 with the methods that there are, where only the method is wrong; else 404. */
export function nothingAt(app: App) {
  let routes: { shape: RegExp; method: string }[] | null = null;
  return (c: Ctx): Problem => {
    routes ??= routesOf(app);
    const { path, method } = c.req;
    const methods = new Set(routes.filter(({ shape }) => shape.test(path)).map((route) => route.method));
    if (methods.size === 0) return new Problem('not-found', `There is nothing at ${path.slice(0, 200)}.`);
    if (methods.has('GET')) methods.add('HEAD');
    const allow = [...methods].sort().join(', ');
    return new Problem('method-not-allowed', `${method.slice(0, 20)} is not for this address; ${allow} is.`, { allow });
  };
}

// The dashboard answers every address that nothing else does: it says nothing of what there is.
const routesOf = (app: App) =>
  app.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
    .map(({ method, path }) => ({
      method,
      shape: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`),
    }));
