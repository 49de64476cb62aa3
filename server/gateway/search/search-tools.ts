/** Stand for all tools where an agent asked to search for them; no canonical name is like them. */
export const SEARCH_TOOLS = 'search_tools';
export const CALL_TOOL = 'call_tool';

/** The most that one search finds, and what it finds when nothing is said. */
export const MAX_FOUND = 50;
export const DEFAULT_FOUND = 10;

const DEFINITIONS = [
  {
    name: SEARCH_TOOLS,
    description:
      'Finds tools by words in their names, descriptions and parameter names. Returns the definitions of the best matches, with the schema of their arguments, as JSON. Call what you found with call_tool.',
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Words about what you want to do, such as "create issue"' },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: MAX_FOUND,
          default: DEFAULT_FOUND,
          description: 'How many tools at most',
        },
      },
      required: ['query'],
    },
    annotations: { readOnlyHint: true, openWorldHint: false },
  },
  {
    name: CALL_TOOL,
    description: 'Calls a tool that search_tools found.',
    inputSchema: {
      type: 'object',
      properties: {
        name: { type: 'string', description: "The tool's name, exactly as search_tools returned it" },
        arguments: { type: 'object', description: "Its arguments, as the tool's inputSchema has them" },
      },
      required: ['name'],
    },
  },
];

/** The result of `tools/list`; JSON text. */
export const LIST = Buffer.from(JSON.stringify({ tools: DEFINITIONS }));
