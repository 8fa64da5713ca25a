import { many, type Command } from './command.js';
import { EXIT } from './exit-code.js';
import { readSettings } from './options.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

const PACKAGE = '@modelcontextprotocol/server';

/** Read-only tools for an assistant, over local files. */
export const mcpCommand: Command = {
  usage: 'mcp [input..]',
  describe: 'serve read-only tools to an assistant (Model Context Protocol on standard input and output)',
  positionals: { input: 'files and directories that the tools may read; default: the current directory' },
  options: {},
  examples: [
    ['$0 mcp incident/', 'tools over the files of one incident'],
    ['$0 mcp incident/ --redact', 'the assistant sees pseudonyms only'],
  ],
  async run(args) {
    const settings = await readSettings(args);
    const given = many(args, 'input');
    const { Workspace } = await import('./mcp/workspace.js');
    const { MCP_TOOLS } = await import('./mcp/tools.js');
    const { answerText, NOTE } = await import('./mcp/answers.js');
    const { McpServer, fromJsonSchema, serveStdio } = await sdk();
    let workspace: InstanceType<typeof Workspace>;
    try {
      workspace = new Workspace(given.length === 0 ? ['.'] : given, settings);
    } catch (error) {
      throw new UsageError(`mcp: ${error instanceof Error ? error.message : String(error)}`);
    }
    const INPUTS = { type: 'array', items: { type: 'string' }, description: 'some of the files; default: all' };
    const closed = new Promise<void>((resolve) => {
      process.stdin.once('end', resolve);
      process.stdin.once('close', resolve);
    });
    const serving = serveStdio(() => {
      const server = new McpServer({ name: 'etcd-postmortem', version: version() }, { instructions: NOTE });
      for (const tool of MCP_TOOLS) {
        const { name, description, properties, required } = tool;
        server.registerTool(
          name,
          {
            description,
            inputSchema: fromJsonSchema<Readonly<Record<string, unknown>>>({
              type: 'object',
              properties: { inputs: INPUTS, ...properties },
              required: [...(required ?? [])],
              additionalProperties: false,
            }),
            annotations: { readOnlyHint: true, openWorldHint: false },
          },
          async (asked) => {
            try {
              const text = answerText(await tool.answer(asked, workspace.inputs(asked['inputs']), workspace));
              return { content: [{ type: 'text' as const, text }] };
            } catch (error) {
              const text = answerText({ error: error instanceof Error ? error.message : String(error) });
              return { content: [{ type: 'text' as const, text }], isError: true };
            }
          },
        );
      }
      return server;
    });
    await closed;
    await serving.close();
    return EXIT.analysed;
  },
};

/** The SDK is an optional peer: an installation without an assistant does not bring it. */
async function sdk() {
  try {
    const { McpServer, fromJsonSchema } = await import('@modelcontextprotocol/server');
    const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
    return { McpServer, fromJsonSchema, serveStdio };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')
      throw new UsageError(`mcp needs the package ${PACKAGE}: npm install -g ${PACKAGE}`);
    throw error;
  }
}
