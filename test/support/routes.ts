import { RequestMethod, type INestApplication } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ACCESS, type Access } from '../../server/common/access.js';

export interface DeclaredRoute {
  /** As in `api/routes.ts`: `GET /api/v0/users`. */
  key: string;
  /** `UsersController.list` */
  handler: string;
  /** Undefined when the route declares none. */
  access: Access | undefined;
}

type Handler = (...args: never[]) => unknown;

/** Every route of every controller of the application. */
export function routesOf(app: INestApplication): DeclaredRoute[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => (metatype ? routesOfController(metatype) : []));
}

function routesOfController(controller: { name: string; prototype: object } | Handler): DeclaredRoute[] {
  const prototype = controller.prototype as Record<string, Handler>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name]!;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
    const paths = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
    const access = [handler, controller]
      .map((target) => Reflect.getMetadata(ACCESS, target) as Access | undefined)
      .find((declared) => declared !== undefined);
    return prefixes.flatMap((prefix) =>
      paths.map((path) => ({
        key: `${RequestMethod[method]} ${`/${prefix}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')}`,
        handler: `${controller.name}.${name}`,
        access,
      })),
    );
  });
}
