/** The elements of a list that Postgres wrote as JSON. @throws TypeError for anything else */
export function parseJsonList(text: string): readonly unknown[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new TypeError('a list was expected');
  return parsed;
}
