/** An upstream answered, but not with what MCP has. The message follows the server's name in what users see. */
export class UpstreamFailure extends Error {}

/** A rule of this side stopped the call; it says nothing of how the upstream is. */
export class OwnLimit extends UpstreamFailure {}

/** An upstream did not do something in its time. The message follows the server's name in what users see. */
export class UpstreamTimeout extends Error {}
