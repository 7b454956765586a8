using System.Diagnostics;
using Perennial.Slices.House;

namespace Perennial.Slices.Commerce;

/// <summary>The command <c>perennial import</c> as a process, against a real server.</summary>
[Collection("imports")]
public sealed class ImportCommandTests(Engines engines) : IDisposable
{
    // No header, parted by dots and bars, at night by the clock of the shop's neighbour.
    private const string Rows = "ana|1001|2025-01-03 23:30|25.00\nboris|1002|2025-01-10 10:00|40.00\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-import-");

    public static TheoryData<DbEngine> Both => Engines.Both;

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_file_without_a_header_with_another_sign_and_in_another_zone_is_taken_in_as_told(DbEngine engine)
    {
        await using var shop = await Shop.OpenAsync(engines, engine);
        var file = Write("orders.txt", Rows);
        var (exit, output) = await RunAsync(shop, file, "--yes", "--no-header", "--delimiter", "pipe", "--tz", "Asia/Shanghai",
            "--map", "customer=1", "--map", "order=2", "--map", "date=3", "--map", "amount=4", "--source", "till");
        exit.ShouldBe(0, output);
        var order = (await shop.GetAsync("/v1/orders?source=till&number=1001")).Body!["order"]!;
        DateTimeOffset.Parse((string)order["placedAt"]!, null).ShouldBe(new DateTimeOffset(2025, 1, 3, 15, 30, 0, TimeSpan.Zero));
        (await shop.GetAsync("/v1/orders?source=till&number=1002")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Without_a_zone_times_are_the_shops()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.Sqlite);
        var file = Write("orders.csv", "customer,order,date,amount\nana,1001,2025-01-03 23:30,25.00\n");
        var (exit, output) = await RunAsync(shop, file, "--yes", "--source", "till");
        exit.ShouldBe(0, output);
        var order = (await shop.GetAsync("/v1/orders?source=till&number=1001")).Body!["order"]!;
        DateTimeOffset.Parse((string)order["placedAt"]!, null).ShouldBe(new DateTimeOffset(2025, 1, 3, 21, 30, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("--tz", "Bucharest", "--tz cannot be \"Bucharest\"")]
    [InlineData("--delimiter", "letter", "--delimiter cannot be \"letter\"")]
    [InlineData("--no-headers", "x", "There is no option --no-headers.")]
    public async Task What_cannot_be_is_told_before_anything_is_sent(string option, string value, string told)
    {
        var (exit, output) = await RunAsync(null, Write("orders.csv", Rows), option, value);
        exit.ShouldBe(64);
        output.ShouldContain(told);
        output.ShouldContain("perennial import --help");
    }

    [Theory]
    [InlineData("en", "Usage: perennial import")]
    [InlineData("ru", "Использование: perennial import")]
    [InlineData("ro", "Utilizare: perennial import")]
    [InlineData("zh", "用法：perennial import")]
    public async Task The_help_lists_the_options_of_the_command_in_80_columns(string language, string usage)
    {
        var (exit, output) = await RunAsync(null, "--help", "--lang", language);
        exit.ShouldBe(0, output);
        output.ShouldContain(usage);
        var lines = output.Split('\n');
        lines.ShouldAllBe(l => l.Sum(c => c >= 0x2E80 ? 2 : 1) <= 80);
        foreach (var option in (string[])
                 ["--no-header", "--delimiter", "--tz", "--map", "--encoding", "--date-format", "--source", "--server", "--key"])
        {
            lines.ShouldContain(l => l.TrimStart().StartsWith(option, StringComparison.Ordinal), option);
        }
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<(int Exit, string Output)> RunAsync(Shop? shop, params string[] args)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "perennial"),
            ["import", .. args, .. args[0] == "--help" ? [] : (string[])["--server", shop?.Server.Address ?? "http://127.0.0.1:9"]])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        start.Environment["PERENNIAL_KEY"] = shop?.Key ?? "prn_none";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, string.Concat(await output));
    }
}
