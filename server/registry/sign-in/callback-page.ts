const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A page with one message for whoever comes back from an authorization server. */
export function page(title: string, text: string, form = ''): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">${escaped(title)}</h1>
<p>${escaped(text)}</p>
${form}</body>
</html>
`;
}

/** Sends the same answer again, with the word of whoever sees the page. */
export function confirmation(fields: Record<string, string | undefined>): string {
  const inputs = Object.entries({ ...fields, confirmed: 'yes' }).flatMap(([name, value]) =>
    value === undefined ? [] : [`<input type="hidden" name="${name}" value="${escaped(value)}">`],
  );
  return `<form method="get" action="callback">${inputs.join('')}<button>Yes, sign me in</button></form>\n`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}
