using System.CommandLine;

namespace Perennial.Cli;

/// <summary>Which server, and by which key.</summary>
internal sealed class ServerArguments
{
    private const string ServerVariable = "PERENNIAL_URL";
    private const string KeyVariable = "PERENNIAL_KEY";

    private readonly Option<Uri?> server = ReportArguments.Parsed<Uri?>("--server", AsServer);
    private readonly Option<string?> key = new("--key") { Description = CliWords.Book["option.--key"] };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { server, key })
        {
            option.HelpName = CliWords.Book["value." + option.Name];
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (!result.Errors.Any() && ServerIn(result.GetValue(server)) is null)
            {
                result.AddError(CliWords.Book["wrong.no_server"]);
            }
            else if (!result.Errors.Any() && KeyIn(result.GetValue(key)) is null)
            {
                result.AddError(CliWords.Book["wrong.no_key"]);
            }
        });
    }

    public ServerConnection Connect(ParseResult parsed) => new(ServerIn(parsed.GetValue(server))!, KeyIn(parsed.GetValue(key))!);

    private static Uri? AsServer(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static Uri? ServerIn(Uri? told) => told ?? AsServer(Environment.GetEnvironmentVariable(ServerVariable));

    // What stands on a command line is seen by others of the machine; a variable is not.
    private static string? KeyIn(string? told) => told ?? Environment.GetEnvironmentVariable(KeyVariable) switch { "" => null, var set => set };
}
