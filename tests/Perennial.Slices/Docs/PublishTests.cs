using System.Diagnostics;
using Perennial.Slices.House;

namespace Perennial.Slices.Docs;

/// <summary>The line of the Dockerfile makes a folder out of which the server runs, pages and all.</summary>
[Collection("faults")]
public sealed class PublishTests(Engines engines)
{
    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_published_server_shows_its_pages()
    {
        var folder = Directory.CreateTempSubdirectory("perennial-published-").FullName;
        try
        {
            var line = File.ReadAllLines(Path.Combine(DocPage.Root, "Dockerfile"))
                .Single(l => l.Contains("dotnet publish", StringComparison.Ordinal));
            string[] words = [.. line.Split(' ').SkipWhile(w => w != "publish").TakeWhile(w => w != "-o"), "-o", folder,
                "--no-build", "-nodeReuse:false"];
            var (code, said) = await DotnetAsync(words);
            code.ShouldBe(0, said);

            await using var server = await ServerProcess.StartAsync(new ServerSetting(await engines.NewSettingAsync(DbEngine.Sqlite))
            {
                Program = [Path.Combine(folder, Path.GetFileName(ServerProcess.Built))],
            });
            var page = await server.Client.GetStringAsync("/signin", End);
            page.ShouldContain("<h1");
            var style = page.Split("href=\"").Select(p => p.Split('"')[0]).First(p => p.EndsWith(".css", StringComparison.Ordinal));
            (await server.Client.GetStringAsync(style, End)).Length.ShouldBeGreaterThan(1000);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int Code, string Said)> DotnetAsync(IEnumerable<string> words)
    {
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", words)
        {
            WorkingDirectory = DocPage.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var (said, wrong) = (dotnet.StandardOutput.ReadToEndAsync(End), dotnet.StandardError.ReadToEndAsync(End));
        await dotnet.WaitForExitAsync(End);
        return (dotnet.ExitCode, await said + await wrong);
    }
}
