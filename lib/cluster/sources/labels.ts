type Labels = Readonly<Record<string, string>>;

/** Whether an object with these labels is selected by an equality selector; the empty selector selects everything. */
export function hasLabels(labels: Labels, selector: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Labels as `kubectl -l` takes them: `app=checkout,tier=web`. */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
