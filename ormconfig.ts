import 'reflect-metadata';
import { loadConfig } from './server/config/load-config.js';
import { createDataSource } from './server/database/data-source.js';

/** The data source of the `typeorm` command line: the database that the server's own variables name. */
export default createDataSource(loadConfig().database);
