using System.CommandLine;
using System.Text.Json.Nodes;
using Perennial.Kernel.Words;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary><c>perennial verify audit|facts --server URL</c>: has the server prove what it keeps.</summary>
internal static class VerifyCommand
{
    private static readonly WordBook Words = CliWords.Book;

    public static Command Create() => new("verify", Words["cli.verify"])
    {
        One("audit", "/v1/audit/verification", Audit), One("facts", "/v1/insights/facts/verification", Facts),
    };

    private static Command One(string name, string path, Func<JsonNode, (string Text, bool IsWhole)> tell)
    {
        var server = new ServerArguments();
        var command = new Command(name, Words["cli.verify_" + name]);
        server.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                using var connection = server.Connect(parsed);
                var (text, isWhole) = tell(await connection.SendAsync(HttpMethod.Get, path, null, cancellation));
                Terminal.On(Console.Out).WriteLine(text);
                return isWhole ? ReportCommand.Answered : ReportCommand.NothingUsable;
            }
            catch (ServerRefusedException e)
            {
                Terminal.On(Console.Error).WriteLine(Terminal.Harmless(e.Message));
                return ReportCommand.FileUnreadable;
            }
        });
        return command;
    }

    private static (string Text, bool IsWhole) Audit(JsonNode answer) => (bool)answer["whole"]!
        ? (Words["verify.audit_whole", ("rows", (long)answer["rows"]!)], true)
        : (Words["verify.audit_wrong", ("rows", (long)answer["rows"]!), ("first", (string?)answer["firstWrong"])], false);

    private static (string Text, bool IsWhole) Facts(JsonNode answer) => (long)answer["differences"]! == 0
        ? (Words["verify.facts_whole", ("customers", (long)answer["customers"]!), ("orders", (long)answer["orders"]!)], true)
        : (string.Join('\n', [Words["verify.facts_wrong", ("count", (long)answer["differences"]!)],
            .. (answer["first"] as JsonArray ?? []).Select(d => "  " + Terminal.Harmless(d!.ToJsonString()))]), false);
}
