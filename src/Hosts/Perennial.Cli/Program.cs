using System.CommandLine;
using Perennial.Cli;

var root = new RootCommand(CliWords.Book["cli.about"]) { ReportCommand.Create() };
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
