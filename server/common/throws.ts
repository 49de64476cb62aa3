import { ApiExtension } from '@nestjs/swagger';
import type { ErrorCode } from '../../api/errors.js';

export const THROWS_EXTENSION = 'x-errors';

/**
 * The codes a route may fail with, for the API document. Those that follow from its access, its body and its
 * query are there without being named.
 */
export const Throws = (...codes: ErrorCode[]) => ApiExtension(THROWS_EXTENSION, codes);
