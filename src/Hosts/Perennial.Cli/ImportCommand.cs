using System.CommandLine;
using System.Text.Json.Nodes;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Words;
using Spectre.Console;

namespace Perennial.Cli;

/// <summary><c>perennial import FILE… --server URL</c>: shows how each file would be read, asks, and has it taken in.</summary>
internal sealed class ImportCommand
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly WordBook Words = CliWords.Book;

    private readonly ServerArguments server = new();
    private readonly Argument<string[]> files = new("file")
    {
        Description = Words["option.file"], HelpName = Words["value.file"], Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> source = Named<string?>("--source");
    private readonly Option<string[]> map = Named<string[]>("--map");
    private readonly Option<bool> noHeader = new("--no-header") { Description = Words["option.--no-header"] };
    private readonly Option<char?> delimiter = ReportArguments.Delimiter();
    private readonly Option<DateTimeZone?> zone = ReportArguments.Zone("option.import.--tz");
    private readonly Option<string?> encoding = Named<string?>("--encoding");
    private readonly Option<string?> dateFormat = Named<string?>("--date-format");
    private readonly Option<bool> dryRun = new("--dry-run") { Description = Words["option.--dry-run"] };
    private readonly Option<bool> yes = new("--yes") { Description = Words["option.--yes"] };
    private readonly Option<string?> rejects = Named<string?>("--rejects");

    public static Command Create()
    {
        var all = new ImportCommand();
        var command = new Command("import", Words["cli.import"]) { all.files };
        all.server.AddTo(command);
        foreach (var option in new Option[]
                 {
                     all.source, all.map, all.noHeader, all.delimiter, all.encoding, all.dateFormat, all.zone, all.dryRun, all.yes, all.rejects,
                 })
        {
            option.HelpName ??= option is Option<bool> ? null : Words["value." + option.Name];
            command.Add(option);
        }

        command.Validators.Add(result => ReportArguments.CheckFiles(result, result.GetValue(all.files)));

        command.SetAction(all.RunAsync);
        return command;
    }

    private static Option<T> Named<T>(string name) => new(name) { Description = Words["option." + name], HelpName = Words["value." + name] };

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (console, errors) = (Terminal.On(Console.Out), Terminal.On(Console.Error));
        try
        {
            using var connection = server.Connect(parsed);
            var worst = ReportCommand.Answered;
            foreach (var (number, file) in parsed.GetValue(files)!.Index())
            {
                worst = Math.Max(worst, await RunAsync(connection, parsed, file, number, console, cancellation));
            }

            return worst;
        }
        catch (ServerRefusedException e)
        {
            errors.WriteLine(Terminal.Harmless(e.Message));
            return ReportCommand.FileUnreadable;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(Words["import.file", ("detail", e.Message)]);
            return ReportCommand.FileUnreadable;
        }
        catch (OperationCanceledException)
        {
            errors.WriteLine(Words["cli.stopped"]);
            return ReportCommand.FileUnreadable;
        }
    }

    private async Task<int> RunAsync(ServerConnection connection, ParseResult parsed, string file, int number, IAnsiConsole console,
        CancellationToken cancellation)
    {
        var import = await UploadAsync(connection, parsed, file, cancellation);
        var id = (string)import["id"]!;
        var preview = PreviewJson.Read(import["preview"]!.ToJsonString());
        new TerminalPreview(console).WriteTexts(preview);
        if (preview.Texts.Count == 0 || parsed.GetValue(dryRun) || !(parsed.GetValue(yes) || Agreed(console)))
        {
            if (preview.Texts.Count > 0 && parsed.GetValue(dryRun))
            {
                var tried = await FollowAsync(connection, id, "dry-run", cancellation);
                console.WriteLine(Words["import.tried", ("rows", (long)tried["scan"]!["rows"]!), ("orders", (long)tried["scan"]!["orders"]!),
                    ("rejected", (long)tried["scan"]!["rejected"]!)]);
            }

            await connection.DeleteAsync($"/v1/imports/{id}", cancellation);
            console.WriteLine(Words["import.nothing_done"]);
            return preview.Texts.Count == 0 ? ReportCommand.NothingUsable : ReportCommand.Answered;
        }

        var done = await FollowAsync(connection, id, "start", cancellation);
        var counts = done["counts"]!;
        console.WriteLine(Words[(string)done["state"]! == "done" ? "import.done" : "import.not_done", ("id", id),
            ("rows", (long)counts["rows"]!), ("created", (long)counts["created"]!), ("changed", (long)counts["changed"]!),
            ("unchanged", (long)counts["unchanged"]!), ("rejected", (long)counts["rejected"]!), ("error", (string?)done["job"]?["error"])]);
        if ((long)counts["rejected"]! > 0 && parsed.GetValue(rejects) is { } path)
        {
            await FetchRejectsAsync(connection, id, number == 0 ? path : Numbered(path, number + 1), console, cancellation);
        }

        return (string)done["state"]! == "done" ? ReportCommand.Answered : ReportCommand.FileUnreadable;
    }

    private async Task<JsonNode> UploadAsync(ServerConnection connection, ParseResult parsed, string file, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new StreamContent(stream);
        var name = Uri.EscapeDataString(Path.GetFileName(file));
        var import = await connection.SendAsync(HttpMethod.Post, "/v1/imports?name=" + name, content, cancellation);
        var options = new JsonObject
        {
            ["source"] = parsed.GetValue(source), ["encoding"] = parsed.GetValue(encoding), ["dateFormat"] = parsed.GetValue(dateFormat),
            ["noHeader"] = parsed.GetValue(noHeader) ? true : null, ["delimiter"] = parsed.GetValue(delimiter)?.ToString(),
            ["timeZone"] = parsed.GetValue(zone)?.Id,
            ["map"] = parsed.GetValue(map) is { Length: > 0 } pairs ? new JsonObject(pairs.Select(p => p.Split('=', 2))
                .GroupBy(p => p[0].Trim(), StringComparer.OrdinalIgnoreCase)
                .Select(g => KeyValuePair.Create(g.Key, (JsonNode?)g.Last().ElementAtOrDefault(1)?.Trim()))) : null,
        };
        foreach (var unset in options.Where(o => o.Value is null).Select(o => o.Key).ToList())
        {
            options.Remove(unset);
        }

        using var body = new StringContent(options.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        return options.Count == 0 ? import : await connection.SendAsync(HttpMethod.Patch, $"/v1/imports/{import["id"]}", body, cancellation);
    }

    // Whoever cannot be asked has not agreed.
    private static bool Agreed(IAnsiConsole console)
    {
        console.Write(Words["import.ask"] + " ");
        var answer = Console.In.ReadLine()?.Trim() ?? "";
        console.WriteLine();
        return answer.Length > 0 && Words["import.yes"].Split(' ').Contains(answer, StringComparer.OrdinalIgnoreCase);
    }

    private static async Task<JsonNode> FollowAsync(ServerConnection connection, string id, string action, CancellationToken cancellation)
    {
        var import = await connection.SendAsync(HttpMethod.Post, $"/v1/imports/{id}/{action}", null, cancellation);
        while ((string?)import["job"]?["state"] is "waiting" or "running")
        {
            await Task.Delay(LookEvery, cancellation);
            import = await connection.SendAsync(HttpMethod.Get, $"/v1/imports/{id}", null, cancellation);
            if (!Console.IsErrorRedirected)
            {
                await Console.Error.WriteAsync('\r' + TerminalCells.Pad(Words["import.progress", ("done", (long)(import["job"]!["done"] ?? 0L)),
                    ("total", (long?)import["job"]!["total"] is { } total ? Shown.Number(total, 0) : "?")], Terminal.Columns - 1));
            }
        }

        if (!Console.IsErrorRedirected)
        {
            await Console.Error.WriteAsync('\r' + new string(' ', Terminal.Columns - 1) + '\r');
        }

        return import;
    }

    private static async Task FetchRejectsAsync(ServerConnection connection, string id, string path, IAnsiConsole console,
        CancellationToken cancellation)
    {
        var parts = await connection.FetchAsync($"/v1/imports/{id}/rejects", path, cancellation);
        for (var part = 2; part <= parts; part++)
        {
            await connection.FetchAsync($"/v1/imports/{id}/rejects?part={part}", Numbered(path, part), cancellation);
        }

        console.WriteLine(Words["import.rejects", ("file", path)]);
    }

    private static string Numbered(string path, int number) => Path.ChangeExtension(path, null) + $".{number}" + Path.GetExtension(path);
}
