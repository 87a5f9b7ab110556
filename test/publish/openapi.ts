/** The OpenAPI that GitHub publishes of its Enterprise Server, as a judge of requests; answers are made of its examples. */
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

const document: Document = createRequire(import.meta.url)('@octokit/openapi/generated/ghes-3.19.json');
const ajv = new Ajv({ strict: false, validateFormats: false });
const compiled = new Map<unknown, ValidateFunction>();

export interface Matched {
  /** `POST /repos/{owner}/{repo}/issues` */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly operation: Operation;
}

/** The operation of a request; of several templates that fit, the one with the fewest parameters. */
export function matchOperation(method: string, path: string): Matched | null {
  const given = path.split('/');
  const fits = Object.entries(document.paths)
    .map(([template, operations]) => ({
      template,
      parts: template.split('/'),
      operation: operations[method.toLowerCase()],
    }))
    .filter(({ parts }) => {
      const rest = parts.at(-1) === '{path}' || parts.at(-1) === '{ref}';
      return (
        (rest ? given.length >= parts.length : given.length === parts.length) &&
        parts.every((part, at) => part.startsWith('{') || part === given[at])
      );
    })
    .toSorted((left, right) => left.template.split('{').length - right.template.split('{').length);
  const [best] = fits;
  if (best?.operation === undefined) return null;
  const { template, parts, operation } = best;
  const parameters = Object.fromEntries(
    parts.flatMap((part, at) =>
      part.startsWith('{')
        ? [[part.slice(1, -1), at === parts.length - 1 ? given.slice(at).join('/') : (given[at] ?? '')]]
        : [],
    ),
  );
  return { name: `${method} ${template}`, parameters, operation };
}

/** What is wrong with a request, or null. */
export function faultOfRequest({ operation }: Matched, query: URLSearchParams, body: unknown): string | null {
  const known = (operation.parameters ?? []).map(follow);
  for (const [name, value] of query) {
    const parameter = known.find((one) => one['name'] === name && one['in'] === 'query');
    if (parameter === undefined) return `no parameter ${name}`;
    const fault = judge(parameter['schema'], /^\d+$/.test(value) ? Number(value) : value);
    if (fault !== null) return `parameter ${name} ${fault}`;
  }
  const { requestBody } = operation;
  if (requestBody === undefined) return body === undefined ? null : 'a body that nobody asked for';
  const schema = schemaOf(requestBody);
  return schema === undefined ? null : judge(schema, body);
}

/** `#/components/examples/issue` */
export function example(name: string): Json {
  const { value } = resolve(`#/components/examples/${name}`);
  if (!isObject(value)) throw new Error(`no example ${name}`);
  return value;
}

/** Of a list, the first. */
export function exampleItem(name: string): Json {
  const { value } = resolve(`#/components/examples/${name}`);
  const [first]: readonly unknown[] = Array.isArray(value) ? value : [];
  if (!isObject(first)) throw new Error(`no example ${name}`);
  return first;
}

/** Of a body that is JSON. */
function schemaOf({ content }: Json): unknown {
  const json = isObject(content) ? content['application/json'] : undefined;
  return isObject(json) ? json['schema'] : undefined;
}

function judge(schema: unknown, value: unknown): string | null {
  const validate = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, validate);
  if (validate(value)) return null;
  const [error] = validate.errors ?? [];
  return `${error?.instancePath} ${error?.message}`;
}

/** With the components that it refers to, as they stand in the document. */
function compile(schema: unknown): ValidateFunction {
  const components: Record<string, Record<string, unknown>> = {};
  function collect(kind: string, name: string): void {
    const group = (components[kind] ??= {});
    if (name in group) return;
    group[name] = null;
    group[name] = toJsonSchema(resolve(`#/components/${kind}/${name}`), collect);
  }
  return ajv.compile({ allOf: [toJsonSchema(schema, collect)], components });
}

/** `nullable` is of OpenAPI 3.0; JSON Schema has the type null. */
function toJsonSchema(value: unknown, meet: (kind: string, name: string) => void): unknown {
  if (Array.isArray(value)) return value.map((item) => toJsonSchema(item, meet));
  if (!isObject(value)) return value;
  const [, , kind, name] = typeof value['$ref'] === 'string' ? value['$ref'].split('/') : [];
  if (kind !== undefined && name !== undefined) meet(kind, name);
  const { nullable, example: _, examples: __, ...rest } = value;
  const converted = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, toJsonSchema(item, meet)]));
  return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}

/** A reference, to what it refers to. */
function follow(value: unknown): Json {
  if (!isObject(value)) return {};
  return typeof value['$ref'] === 'string' ? resolve(value['$ref']) : value;
}

function resolve(pointer: string): Json {
  const [, , kind = '', name = ''] = pointer.split('/');
  return document.components[kind]?.[name] ?? {};
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
