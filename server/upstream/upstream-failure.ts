/** An upstream answered, but not with what MCP has. The message follows the server's name in what users see. */
export class UpstreamFailure extends Error {}

/** An upstream did not do something in its time. The message follows the server's name in what users see. */
export class UpstreamTimeout extends Error {}
