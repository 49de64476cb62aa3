import { Injectable } from '@nestjs/common';
import { RecentMap } from '../../common/recent-map.js';
import type { CatalogServer } from '../../registry/catalog.js';
import { elements, members, stringValue } from '../../wire/members.js';
import type { Message, Span } from '../../wire/message.js';

/** Principals whose links are remembered, and how many of each: those of the last some results. */
const PRINCIPALS = 200;
const LINKS_PER_PRINCIPAL = 100;
const MAX_URI_LENGTH = 1024;
/** A result this large is no list of links; looking for one in it would cost more than passing it on. */
const MAX_BYTES = 65_536;
const LINK = 'resource_link';
const MARK = Buffer.from(`"${LINK}"`);

/** Remembers which server spoke of a resource that none lists, so that the one it told can read it. */
@Injectable()
export class SeenLinks {
  private readonly seen = new RecentMap<string, RecentMap<string, number>>(PRINCIPALS);

  /** Looks for links in the result of a tool or a prompt. */
  note(principalKey: string, { id }: CatalogServer, result: Message): void {
    if (result.bytes.length > MAX_BYTES || !result.bytes.includes(MARK)) return;
    for (const uri of linksIn(result).slice(0, LINKS_PER_PRINCIPAL)) {
      const links = this.linksOf(principalKey);
      // As with what is listed: no server takes over another's that was there before it.
      if (uri.length <= MAX_URI_LENGTH && !((links.get(uri) ?? Infinity) < id)) links.set(uri, id);
    }
  }

  /** @returns the id of the server that spoke of it */
  find(principalKey: string, uri: string): number | undefined {
    return this.seen.get(principalKey)?.get(uri);
  }

  private linksOf(principalKey: string): RecentMap<string, number> {
    let links = this.seen.get(principalKey);
    if (!links) {
      links = new RecentMap(LINKS_PER_PRINCIPAL);
      this.seen.set(principalKey, links);
    }
    return links;
  }
}

/** 2025-11-25, server/tools, Resource Links; prompts have them in their messages. */
function linksIn({ bytes, members: result }: Message): string[] {
  const contents = [
    ...listed(bytes, result.get('content')),
    ...listed(bytes, result.get('messages')).flatMap(
      (message) => members(bytes, message).get('content') ?? [],
    ),
  ];
  return contents.flatMap((content) => {
    const fields = members(bytes, content);
    const [type, uri] = ['type', 'uri'].map((key) => text(bytes, fields.get(key)));
    return type === LINK && uri !== undefined ? uri : [];
  });
}

function listed(bytes: Buffer, span: Span | undefined): Span[] {
  return (span && elements(bytes, span)) ?? [];
}

function text(bytes: Buffer, span: Span | undefined): string | undefined {
  return span && stringValue(bytes, span);
}
