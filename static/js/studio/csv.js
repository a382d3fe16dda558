// Tables as CSV, after RFC 4180. Pure.

/**
 * @param {string[]} names of the columns
 * @param {(string | number | null)[][]} rows
 */
export function csv(names, rows) {
  return [names, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** A text that a spreadsheet would take for a formula is marked as text. @param {string | number | null} value */
function cell(value) {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
