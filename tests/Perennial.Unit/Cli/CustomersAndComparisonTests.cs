using System.Text.Json;
using static Perennial.Unit.Cli.ReportCommandTests;

namespace Perennial.Unit.Cli;

/// <summary><c>--customers</c>, <c>--compare</c> and <c>--compare-to</c> as their user meets them.</summary>
[Collection("console")]
public sealed class CustomersAndComparisonTests : IDisposable
{
    private const string Orders =
        "customer,date,order,amount\na,2026-01-05,1,10.00\nb,2026-01-06,2,20.00\na,2026-02-05,3,30.00\nc,2026-03-07,4,5.50\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_customers_are_written_beside_the_report()
    {
        var path = Path.Combine(folder.FullName, "customers.csv");
        var (code, output, _) = await Run("report", Write("orders.csv", Orders), "--customers", path);
        code.ShouldBe(0);
        output.ShouldContain("Who is late");
        var lines = await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(4);
        lines[0].ShouldStartWith("customer,first_order,");
        lines.Skip(1).Select(l => l.Split(',')[0]).ShouldBe(["b", "a", "c"]);
    }

    [Fact]
    public async Task Every_output_has_a_file_of_its_own()
    {
        var (orders, other, path) = (Write("orders.csv", Orders), Write("other.csv", Orders), Path.Combine(folder.FullName, "out"));
        foreach (var option in new[] { "--json", "--rejects" })
        {
            (await Run("report", orders, option, path, "--customers", path)).Code.ShouldBe(64);
        }

        (await Run("report", orders, "--compare", other, "--customers", other)).Code.ShouldBe(64);
        (await File.ReadAllTextAsync(other, TestContext.Current.CancellationToken)).ShouldBe(Orders);
    }

    [Theory]
    [InlineData("previous", "2026-01-01", "2026-02-01")]
    [InlineData("2026-01", "2026-01-01", "2026-02-01")]
    public async Task Two_stretches_stand_side_by_side_within_80_columns(string period, string from, string to)
    {
        var path = Path.Combine(folder.FullName, "report.json");
        var (code, output, _) = await Run("report", Write("orders.csv", Orders), "--compare-to", period, "--json", path);
        code.ShouldBe(0);
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.ShouldContain("2026-02-01 to 2026-02-28");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        var comparison = json.RootElement.GetProperty("comparison");
        comparison.GetProperty("to").GetString().ShouldBe(period);
        comparison.GetProperty("other").GetProperty("from").GetString().ShouldBe(from);
        comparison.GetProperty("other").GetProperty("to").GetString().ShouldBe(to);
        comparison.GetProperty("whatMoved").GetProperty("revenue").GetString().ShouldBe("0.00");
    }

    [Fact]
    public async Task The_demo_shop_is_compared_by_groups_within_80_columns()
    {
        var (code, output, _) = await Run("report", "--demo", "--period", "quarter", "--by", "store", "--compare-to", "year-ago");
        code.ShouldBe(0);
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.ShouldContain("Riverside");
    }

    [Fact]
    public async Task Several_files_make_one_other_side()
    {
        var (code, output, _) = await Run("report", Write("orders.csv", Orders), "--json", "-",
            "--compare", Write("x.csv", "customer,date,amount\nx,2025-01-05,1.00\n"),
            "--compare", Write("y.csv", "customer,date,amount\ny,2025-02-05,2.00\n"));
        code.ShouldBe(0);
        var comparison = JsonDocument.Parse(output).RootElement.GetProperty("comparison");
        comparison.GetProperty("kind").GetString().ShouldBe("files");
        comparison.GetProperty("other").GetProperty("files").EnumerateArray().Select(f => f.GetString()).ShouldBe(["x.csv", "y.csv"]);
        comparison.GetProperty("figures")[0].GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
            .ShouldBe("{\"name\":\"customers\",\"form\":\"count\",\"main\":3,\"other\":2,\"difference\":1,\"change\":0.5}");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("customer,date,amount\na,2026-02-31,5\n")]
    public async Task Other_files_of_no_use_end_with_1_and_the_report_still_answers(string? text)
    {
        var other = text is null ? Path.Combine(folder.FullName, "missing.csv") : Write("other.csv", text);
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), "--compare", other, "--json", "-");
        code.ShouldBe(1);
        errors.ShouldContain("no comparison");
        JsonDocument.Parse(output).RootElement.GetProperty("comparison").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Rejects_are_of_the_main_files_alone()
    {
        var rejects = Path.Combine(folder.FullName, "rejects.csv");
        await Run("report", Write("orders.csv", Orders + "d,2026-02-31,5,1.00\n"), "--rejects", rejects,
            "--compare", Write("other.csv", "customer,date,order,amount\nx,2025-01-05,1,1.00\ny,2025-02-31,2,1.00\n"));
        var lines = await File.ReadAllLinesAsync(rejects, TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(",d,2026-02-31");
    }

    [Fact]
    public async Task A_stretch_outside_the_data_is_refused_with_its_reason()
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), "--compare-to", "2024");
        code.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain("--compare-to");
    }

    [Fact]
    public async Task Comparisons_that_make_no_sense_are_wrong_usage()
    {
        var orders = Write("orders.csv", Orders);
        (await Run("report", orders, "--compare", Write("other.csv", Orders), "--compare-to", "previous")).Code.ShouldBe(64);
        (await Run("report", orders, "--compare", orders)).Code.ShouldBe(64);
        (await Run("report", orders, "--compare", orders, "--compare", orders)).Code.ShouldBe(64);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
