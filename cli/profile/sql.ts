/** `text` as an SQL string literal. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `name` as a quoted SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A finite number as an SQL double, exact to the last bit. */
export function sqlDouble(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}
