const masked = '…';
/**
 * Comments · texts of Postgres between dollar signs · quoted texts, where a doubled quote is one quote · what stands in double quotes
 * or backticks, which is a name · numbers that are no part of a name.
 */
const parts =
  /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|'[^']*(?:''[^']*)*(?:'|$)|"[^"]*(?:"|$)|`[^`]*`|(?<![\w.$])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w)/g;

/**
 * A query with every literal and comment masked; names, keywords and structure stay. Dialects disagree about what a backslash before a quote
 * means, so from there on nothing is kept. What stands in double quotes is a literal in some dialects (MySQL, BigQuery, Spark) and is masked
 * unless it could be a name.
 * @example withoutLiterals("select a from t where b = 'x' and c > 5") // => "select a from t where b = '…' and c > …"
 */
export function withoutLiterals(query: string): string {
  const doubtful = query.search(/\\['"]/);
  const sure = doubtful === -1 ? query : query.slice(0, query.lastIndexOf("'", doubtful - 1) + 1 || doubtful);
  const kept = sure.replace(parts, (part) => {
    if (part.startsWith('--')) return `-- ${masked}`;
    if (part.startsWith('/*')) return `/* ${masked} */`;
    if (part.startsWith('"')) return /^"(?=.*[a-z_])[\w.$-]{1,128}"$/i.test(part) ? part : `"${masked}"`;
    if (part.startsWith('`')) return part;
    return part.startsWith("'") || part.startsWith('$') ? `'${masked}'` : masked;
  });
  return doubtful === -1 ? kept : `${kept}${masked}`;
}
