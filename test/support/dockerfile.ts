import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast';
import { BARE_ENV, CHECKOUT } from './checkout.js';
import { temporaryFolder } from './temp.js';

interface Step {
  keyword: string;
  /** What stands behind the keyword and its flags, in one line. */
  text: string;
  /** The stage that a COPY takes from; the build's context if absent. */
  from?: string;
}

export interface Stage {
  name: string;
  /** The image or the stage that it builds on. */
  base: string;
  steps: Step[];
}

export const DOCKERFILE = readFileSync(`${CHECKOUT}/Dockerfile`, 'utf8');

/** The stages of the Dockerfile by name, in order. */
export function stages(): Map<string, Stage> {
  const found: Stage[] = [];
  for (const instruction of DockerfileParser.parse(DOCKERFILE).getInstructions()) {
    const step = toStep(instruction);
    const [base = '', , name = ''] = step.text.split(' ');
    if (step.keyword === 'FROM') found.push({ name, base, steps: [] });
    else found.at(-1)?.steps.push(step);
  }
  return new Map(found.map((stage) => [stage.name, stage]));
}

function toStep(instruction: Instruction): Step {
  const text = instruction.getArgumentsContent() ?? '';
  const from = instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? undefined) : undefined;
  return { keyword: instruction.getKeyword(), text: text.replaceAll(/\s+/g, ' ').trim(), from };
}

/** A stage's steps with those of the stages that it builds on, the first ones first. */
export function allSteps(name: string): Step[] {
  const stage = stages().get(name);
  return stage ? [...allSteps(stage.base), ...stage.steps] : [];
}

/** Does what the Dockerfile says, in folders instead of images. */
export class FolderBuild {
  private readonly built = new Map<string, BuiltStage>();

  /** @param context the files that the build gets, as `.dockerignore` leaves them */
  constructor(private readonly context: string) {}

  /** Builds a stage, and before it those it needs. */
  build(name: string): BuiltStage {
    const known = this.built.get(name);
    if (known) return known;
    const stage = stages().get(name);
    if (!stage) return new BuiltStage();
    const result = this.build(stage.base).copy();
    for (const step of stage.steps) this.execute(step, result);
    this.built.set(name, result);
    return result;
  }

  private execute({ keyword, text, from }: Step, stage: BuiltStage): void {
    if (keyword === 'WORKDIR') stage.enter(text);
    else if (keyword === 'ENV') stage.set(text);
    else if (keyword === 'COPY') this.copyFiles(text.split(' '), { from, stage });
    else if (keyword === 'RUN' && !needsImage(text)) {
      // npm then finds everything there, instead of fetching and compiling it again for minutes.
      if (text.startsWith('npm install')) stage.seed('node_modules', `${CHECKOUT}/node_modules`);
      stage.run(text);
    }
  }

  private copyFiles(words: string[], { from, stage }: { from: string | undefined; stage: BuiltStage }): void {
    const origin = from === undefined ? this.context : this.build(from).root;
    const target = words.pop() ?? '';
    for (const source of words.map((word) => join(origin, word))) {
      const place = stage.resolve(target);
      mkdirSync(dirname(place), { recursive: true });
      // Of a folder the content is copied; a file keeps its name in a target that is a folder.
      if (statSync(source).isDirectory()) copyTree(source, place);
      else copyTree(source, target.endsWith('/') ? join(place, basename(source)) : place);
    }
  }
}

/** Copies by hard links where it can: nothing here is changed in place. */
function copyTree(from: string, to: string): void {
  const isFolder = statSync(from).isDirectory();
  if (isFolder) mkdirSync(to, { recursive: true });
  const source = isFolder ? `${from}/.` : from;
  execFileSync('sh', ['-c', 'cp -al "$0" "$1" 2>/dev/null || cp -a "$0" "$1"', source, to]);
}

/** Steps that change the system around the program. */
function needsImage(command: string): boolean {
  return /^(apt-get|chown) /.test(command);
}

/** The file system of a stage, below a folder, with its working folder and environment. */
export class BuiltStage {
  readonly root = temporaryFolder();
  cwd = '/';
  env: NodeJS.ProcessEnv = {};

  copy(): BuiltStage {
    const copy = new BuiltStage();
    copyTree(this.root, copy.root);
    return Object.assign(copy, { cwd: this.cwd, env: { ...this.env } });
  }

  /** The place of a path of the image. */
  resolve(path: string): string {
    return join(this.root, resolve(this.cwd, path));
  }

  enter(path: string): void {
    this.cwd = path;
    mkdirSync(this.resolve('.'), { recursive: true });
  }

  set(assignments: string): void {
    for (const [, name = '', value = ''] of assignments.matchAll(/(\w+)=(\S+)/g))
      this.env[name] = this.rooted(value);
  }

  /** Puts a copy of a folder of this machine into the image, like a cached layer. */
  seed(path: string, source: string): void {
    // No hard links: what follows may change it in place.
    execFileSync('cp', ['-a', source, this.resolve(path)]);
  }

  run(command: string): void {
    mkdirSync(join(this.root, 'usr/local/bin'), { recursive: true });
    execFileSync('sh', ['-ec', this.rooted(command)], {
      cwd: this.resolve('.'),
      env: { ...BARE_ENV, HOME: this.root, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The text with the image's absolute paths as they are here. */
  private rooted(text: string): string {
    return text.replaceAll(/(?<![\w.])(?=\/(app|data|usr)\b)/g, this.root);
  }
}
