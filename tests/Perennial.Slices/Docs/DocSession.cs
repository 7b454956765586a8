using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Perennial.Server.Start;
using Perennial.Slices.House;

namespace Perennial.Slices.Docs;

/// <summary>A page's calls in one language, run from top to bottom as one program against a shop of their own.</summary>
/// <param name="Calls">What was called.</param>
/// <param name="Output">What the program said.</param>
/// <param name="Wrong">What is not as the page says.</param>
internal sealed record DocSession(IReadOnlyList<Passed> Calls, string Output, IReadOnlyList<string> Wrong)
{
    /// <summary>The page where the ways to call are; other pages begin with them.</summary>
    public const string CallingPage = "docs/api/README.md";

    /// <summary>The page that begins with a shop that is not set up.</summary>
    private const string FirstHour = "docs/guide/server.md";

    // The file that the pages speak of as the reader's own.
    private const string OrderFile =
        "customer,order,date,amount\nana,1001,2025-01-03,25.00\nboris,1002,2025-01-10,40.00\nana,1003,2025-02-04,a lot\n";

    private const int SecondsMax = 120;

    public static async Task<DocSession> RunAsync(Engines engines, DocPage page, string language)
    {
        var folder = Directory.CreateTempSubdirectory("perennial-docs-").FullName;
        try
        {
            await using var server = await PerennialServer.StartAsync(
            [
                "--data", Path.Combine(folder, "data"), "--database", await engines.NewSettingAsync(DbEngine.Sqlite), "--address",
                "http://127.0.0.1:0",
                "--node", "docs",
            ], TimeProvider.System);
            var shown = new List<Shown>();
            await File.WriteAllTextAsync(Path.Combine(folder, "orders.csv"), OrderFile);
            var file = Write(folder, page, language, shown);
            await using var door = await Door.OpenAsync(server.Address, shown);
            var key = page.Path == FirstHour ? "" : await FoundAsync(server);
            var (exit, output) = await RunAsync(language, file, new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PERENNIAL_URL"] = door.Address, ["PERENNIAL_KEY"] = key, ["PERENNIAL_OWNER_KEY"] = server.OwnerKey,
            });
            using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
            var api = await ApiDescription.OfAsync(client);
            var wrong = door.Wrong.Concat(door.NeverCompared.Select(w => $"{w}: the answer shown here never came"))
                .Concat(door.Calls.SelectMany(c => api.Differences(c.Method, c.Path, c.Request, c.Status, c.Type, c.Body))
                    .Distinct(StringComparer.Ordinal))
                .Concat(door.Unexpected.Select(c => $"{page.Path}, {language}: refused and not said to be: {c}"));
            return new DocSession([.. door.Calls], output,
                [.. exit == 0 ? [] : (string[])[$"{page.Path}, {language}: exit {exit}\n{output}"], .. wrong]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs a program of a language to its end.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string language, string file, IReadOnlyDictionary<string, string?> variables)
    {
        using var process = Start(language, file, variables);
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(SecondsMax));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        return (process.ExitCode, string.Concat(await output));
    }

    /// <summary>Starts a program of a language.</summary>
    public static Process Start(string language, string file, IReadOnlyDictionary<string, string?> variables, params string[] arguments)
    {
        var (program, first) = language switch
        {
            "bash" => ("bash", ["-eo", "pipefail", file]),
            "csharp" => ("dotnet", ["run", file, .. arguments]),
            "php" => ("php", arguments is [] ? [file] : (string[])[.. arguments, file]),
            _ => throw new ArgumentOutOfRangeException(nameof(language), language, "Not a language of the documents."),
        };
        var start = new ProcessStartInfo(program, first)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(file),
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        // The command as whoever installed it calls it.
        start.Environment["PATH"] = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar) + Path.PathSeparator + start.Environment["PATH"];

        // A test must not speak to whatever stands between this machine and the world.
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "127.0.0.1,localhost";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                $"The documents' calls need {program}, which is not here ({e.Message}). On Debian: apt-get install curl php-cli php-curl", e);
        }
    }

    private static string Write(string folder, DocPage page, string language, List<Shown> shown)
    {
        var calling = page.Path == CallingPage || language == "bash" ? [] : DocPage.Read(CallingPage).Of(language).Take(1);
        var text = string.Concat(calling.Concat(page.Of(language)).Select(b => b.Runnable(shown, n => Compare(language, Door.CompareAt(n)))));
        var file = Path.Combine(folder, language switch { "bash" => "calls.sh", "csharp" => "calls.cs", _ => "calls.php" });
        File.WriteAllText(file, language switch
        {
            "php" => "<?php\n" + text,
            "csharp" => OfOneFile(text),
            _ => text,
        });
        return file;
    }

    // What a block of its own begins with stands at the head of one file; a file that is run alone has no reflection for JSON unless told.
    private static string OfOneFile(string text)
    {
        var lines = text.Split('\n');
        var usings = lines.Where(IsUsing).Distinct(StringComparer.Ordinal);
        return string.Join('\n',
        [
            .. usings, "AppContext.SetSwitch(\"System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault\", true);",
            .. lines.Where(l => !IsUsing(l)),
        ]);
    }

    private static bool IsUsing(string line) => Regex.IsMatch(line, "^using [A-Z][A-Za-z.]*;$", RegexOptions.NonBacktracking);

    private static string Compare(string language, string path) => language switch
    {
        "bash" => $"curl -sS \"$PERENNIAL_URL{path}\"",
        "csharp" => $"(await shop.GetAsync(\"{path}\")).EnsureSuccessStatusCode();",
        _ => $"file_get_contents(getenv('PERENNIAL_URL') . '{path}');",
    };

    private static async Task<string> FoundAsync(PerennialServer server)
    {
        // Without the token of the test that came first: the others want it too.
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var content = new StringContent(Shop.Founding(server.OwnerKey!).ToJsonString());
        using var answer = await client.PostAsync(new Uri("/v1/setup", UriKind.Relative), content);
        var founded = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return (string)founded!["key"]!;
    }
}
