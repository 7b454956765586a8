using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Perennial.Cli;
using Perennial.Commerce.Contract;

namespace Perennial.Unit.Cli;

/// <summary>The command as its user meets it: exit codes, tables of 80 columns, JSON, and nothing overwritten.</summary>
[Collection("console")]
public sealed class ReportCommandTests : IDisposable
{
    private const string Orders =
        "customer,date,order,amount\na,2026-01-05,1,10.00\nb,2026-01-06,2,20.00\na,2026-02-05,3,30.00\nc,2026-02-07,4,5.50\n";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("perennial-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_good_file_is_answered_with_tables_that_fit_80_columns()
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders));
        code.ShouldBe(0);
        errors.ShouldBeEmpty();
        output.ShouldContain("2026-02");
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
    }

    [Fact]
    public async Task Where_nobody_is_known_nobody_is_said_to_have_come_back()
    {
        var (code, output, _) = await Run("report", Write("orders.csv", "customer,date,amount\n,2026-01-05,10\n,2026-02-05,10\n"));
        code.ShouldBe(0);
        output.ShouldContain("Revenue less returns is 20.00");
        output.ShouldNotContain("came back");
        output.ShouldNotContain("They order");
    }

    [Theory]
    [InlineData("--html", "<!DOCTYPE html>")]
    [InlineData("--customers", "\uFEFFcustomer,first_order")]
    public async Task A_page_or_a_list_on_standard_output_leaves_everything_else_to_standard_error(string option, string start)
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), option, "-");
        code.ShouldBe(0);
        output.ShouldStartWith(start);
        errors.ShouldContain("2026-02");
        (await Run("report", Write("orders.csv", Orders), option, "-", "--json", "-")).Code.ShouldBe(64);
    }

    [Fact]
    public async Task The_demo_shop_is_answered_whole_and_fits_80_columns()
    {
        var (code, output, _) = await Run("report", "--demo", "--by", "store,category,product", "--with", "ltv_simple,lifespan");
        code.ShouldBe(0);
        output.Split('\n').ShouldAllBe(line => line.Length <= 80);
        output.ShouldContain("a made-up shop");
    }

    [Fact]
    public async Task Json_on_standard_output_leaves_everything_else_to_standard_error()
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), "--json", "-");
        code.ShouldBe(0);
        errors.ShouldContain("2026-02");
        var json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("schema").GetString().ShouldBe("perennial.report/1");
        json.GetProperty("asOf").GetString().ShouldBe("2026-02-08");
        json.GetProperty("totals").GetProperty("revenue").GetString().ShouldBe("65.50");
        var february = json.GetProperty("periods")[1];
        february.GetProperty("retentionRate").GetProperty("numerator").GetInt64().ShouldBe(1);
        february.GetProperty("retentionRate").GetProperty("denominator").GetInt64().ShouldBe(2);
        february.GetProperty("retentionRate").GetProperty("value").GetDecimal().ShouldBe(0.5m);
        february.GetProperty("partial").GetBoolean().ShouldBeTrue();
        json.GetProperty("cohorts")[0].GetProperty("active").EnumerateArray().Select(a => a.GetInt64()).ShouldBe([2, 1]);
    }

    [Fact]
    public async Task The_json_has_every_field_of_its_schema_in_order()
    {
        var (_, output, _) = await Run("report", Write("orders.csv", Orders), "--json", "-", "--by", "store");
        var json = JsonDocument.Parse(output).RootElement;
        Names(json).ShouldBe([
            "schema", "asOf", "timeZone", "currency", "period", "base", "asked", "input", "otherCurrencies", "warnings", "totals",
            "periods", "whatMoved", "whatMovedInYear", "overTheYear", "cohorts", "orderLadder", "rfm", "overdue", "groups", "retentionRateMoved",
            "comparison",
        ]);
        Names(json.GetProperty("base")).ShouldBe(["view", "window", "minOrders"]);
        Names(json.GetProperty("input")).ShouldBe([
            "files", "rows", "accepted", "rejected", "orders", "identifiedOrders", "returns", "anonymousOrders", "understood",
        ]);
        string[] totals = [
            "customers", "orders", "identifiedOrders", "revenue", "netValue", "averageOrderValue", "purchaseFrequency", "unitsPerOrder",
            "repeatRate", "timeBetweenOrdersDays",
        ];
        Names(json.GetProperty("totals")).ShouldBe(totals);
        Names(json.GetProperty("periods")[0]).ShouldBe([
            "from", "to", "partial", "orders", "identifiedOrders", "customers", "revenue", "netValue", "start", "end", "retained", "lost",
            "gone", "fallen", "new", "risen", "returned", "retentionRate", "churnRate", "repeatRate", "purchaseFrequency",
            "averageOrderValue",
        ]);
        Names(json.GetProperty("rfm")).ShouldBe(["lookBack", "cuts", "groups", "cells"]);
        Names(json.GetProperty("groups")[0]).ShouldBe(["by", "value", .. totals, "periods"]);
        Names(json.GetProperty("orderLadder")[0]).ShouldBe(["n", "reached", "wentOn", "medianDays"]);
    }

    [Fact]
    public async Task Packed_files_are_read_as_they_are()
    {
        var plain = await Run("report", Write("orders.csv", Orders), "--json", "-");
        var gzip = Path.Combine(folder.FullName, "orders.csv.gz");
        using (var stream = new GZipStream(File.Create(gzip), CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(Orders));
        }

        var zip = Path.Combine(folder.FullName, "orders.zip");
        using (var archive = new ZipArchive(File.Create(zip), ZipArchiveMode.Create))
        {
            using var entry = archive.CreateEntry("export/orders.csv").Open();
            entry.Write(Encoding.UTF8.GetBytes(Orders));
        }

        Figures((await Run("report", gzip, "--json", "-")).Output).ShouldBe(Figures(plain.Output));
        Figures((await Run("report", zip, "--json", "-")).Output).ShouldBe(Figures(plain.Output));
    }

    [Fact]
    public async Task A_packed_file_that_breaks_off_is_told_and_what_was_read_counts()
    {
        var text = new StringBuilder("customer,date,order,amount\n");
        for (var i = 0; i < 50_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"c{i % 977},2026-0{1 + (i % 9)}-1{i % 10},{i},{i % 89}.5{i % 7}\n");
        }

        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }

        var path = Path.Combine(folder.FullName, "cut.csv.gz");
        await File.WriteAllBytesAsync(path, packed.ToArray()[..(int)(packed.Length / 2)], TestContext.Current.CancellationToken);
        var (code, output, _) = await Run("report", path);
        code.ShouldBe(1);
        output.ShouldContain("breaks off");
    }

    [Fact]
    public async Task Two_gzip_members_one_after_the_other_are_a_whole_file()
    {
        var path = Path.Combine(folder.FullName, "joined.csv.gz");
        await using (var file = File.Create(path))
        {
            foreach (var part in new[] { Orders, "d,2026-02-07,9,1.00\n" })
            {
                await using var member = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
                await member.WriteAsync(Encoding.UTF8.GetBytes(part), TestContext.Current.CancellationToken);
            }
        }

        var (code, output, _) = await Run("report", path, "--json", "-");
        code.ShouldBe(0);
        JsonDocument.Parse(output).RootElement.GetProperty("input").GetProperty("orders").GetInt64().ShouldBe(5);
    }

    [Theory]
    [InlineData(null, 1, "no such file")]
    [InlineData("%PDF-1.4 and so on", 1, "PDF")]
    [InlineData("\u0000\u0001\u0002\u0003 binary \u0000\u0001\u0002", 1, "not a text")]
    [InlineData("", 2, "empty")]
    [InlineData("customer,date,amount\n", 2, "no rows")]
    [InlineData("colour,size\nred,5\n", 2, "--map")]
    [InlineData("customer,date,amount\na,2026-02-31,5\n", 2, "calendar")]
    [InlineData("customer,date,amount\na,2026-02-01,0\n", 2, "nothing to report")]
    public async Task Nothing_usable_ends_with_2_and_a_file_that_cannot_be_read_with_1(string? text, int expected, string words)
    {
        var path = text is null ? Path.Combine(folder.FullName, "missing.csv") : Write("bad.csv", text);
        var (code, output, errors) = await Run("report", path);
        code.ShouldBe(expected);
        output.ShouldBeEmpty();
        errors.ShouldContain(words);
    }

    [Fact]
    public async Task A_bad_file_beside_a_good_one_is_told_and_the_good_one_counts()
    {
        var (code, output, _) = await Run("report", Write("orders.csv", Orders), Path.Combine(folder.FullName, "missing.csv"));
        code.ShouldBe(1);
        output.ShouldContain("no such file");
        output.ShouldContain("2026-02");
    }

    [Theory]
    [InlineData("--rejects")]
    [InlineData("--json")]
    [InlineData("--customers")]
    public async Task An_order_file_is_never_overwritten(string option)
    {
        var path = Write("orders.csv", Orders);
        (await Run("report", path, option, path)).Code.ShouldBe(64);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(Orders);
    }

    [Fact]
    public async Task An_order_file_is_not_overwritten_through_a_link_either()
    {
        var path = Write("orders.csv", Orders);
        var link = Path.Combine(folder.FullName, "link.csv");
        File.CreateSymbolicLink(link, path);
        (await Run("report", link, "--rejects", path)).Code.ShouldBe(64);
        (await Run("report", path, "--json", link)).Code.ShouldBe(64);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(Orders);
    }

    [Fact]
    public async Task An_order_file_is_not_overwritten_through_a_link_to_its_folder()
    {
        var path = Write("orders.csv", Orders);
        var elsewhere = Path.Combine(folder.FullName, "elsewhere");
        Directory.CreateSymbolicLink(elsewhere, folder.FullName);
        var again = Path.Combine(elsewhere, "elsewhere", "orders.csv");
        (await Run("report", path, "--html", again)).Code.ShouldBe(64);
        (await Run("report", again, "--customers", path)).Code.ShouldBe(64);
        (await Run("report", again, "--compare", path)).Code.ShouldBe(64);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(Orders);
    }

    [Theory]
    [InlineData("--rejects")]
    [InlineData("--html")]
    [InlineData("--json")]
    [InlineData("--customers")]
    [InlineData("--compare")]
    public async Task A_file_without_a_name_is_told_and_does_not_end_the_program(string option)
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), option, "");
        code.ShouldBe(64);
        output.ShouldBeEmpty();
        errors.ShouldContain(option);
        var unnamed = await Run("report", "");
        unnamed.Code.ShouldBe(64);
        unnamed.Errors.ShouldContain("FILE");
    }

    [Fact]
    public async Task Two_outputs_do_not_share_a_file()
    {
        var path = Path.Combine(folder.FullName, "out");
        (await Run("report", Write("orders.csv", Orders), "--json", path, "--rejects", path)).Code.ShouldBe(64);
    }

    [Fact]
    public async Task A_misspelt_option_is_no_file()
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), "--perio", "week");
        code.ShouldBe(64);
        output.ShouldBeEmpty();
        errors.ShouldContain("--perio");
    }

    [Fact]
    public async Task The_same_file_named_twice_changes_nothing()
    {
        var path = Write("orders.csv", "customer,date,amount\na,2026-01-05,10.00\nb,2026-01-05,5.00\n");
        var once = await Run("report", path, "--json", "-");
        Figures((await Run("report", path, path, "--json", "-")).Output).ShouldBe(Figures(once.Output));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_told_before_reading()
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), "--rejects", Path.Combine(folder.FullName, "no", "r.csv"));
        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain("cannot be written");
    }

    [Theory]
    [InlineData("--period", "fortnight")]
    [InlineData("--window", "90")]
    [InlineData("--min-orders", "0")]
    [InlineData("--as-of", "yesterday")]
    [InlineData("--tz", "Mars/Olympus")]
    [InlineData("--by", "shoe")]
    [InlineData("--with", "happiness")]
    [InlineData("--map", "customer")]
    [InlineData("--currency", "euro")]
    [InlineData("--week-start", "none")]
    [InlineData("--delimiter", "ab")]
    [InlineData("--compare-to", "yesterday")]
    [InlineData("--encoding", "klingon")]
    [InlineData("--rejects", "-")]
    public async Task A_wrong_option_is_told_with_what_would_fit(string option, string value)
    {
        var (code, output, errors) = await Run("report", Write("orders.csv", Orders), option, value);
        code.ShouldBe(64);
        output.ShouldBeEmpty();
        errors.ShouldContain(option);
    }

    [Fact]
    public async Task A_question_outside_the_data_is_refused_with_its_reason()
    {
        var (code, _, errors) = await Run("report", Write("orders.csv", Orders), "--as-of", "2020-01-01");
        code.ShouldBe(2);
        errors.ShouldContain("--as-of");
    }

    [Fact]
    public void The_progress_line_tells_share_rows_rate_and_time_left() =>
        ReadProgressLine.Line(new ReadProgress("x.csv", 50, 200, 1_000_000), 2).TrimEnd()
            .ShouldBe("[######..................] 25 %  1,000,000 rows  500,000 rows/s  0:06 left");

    private static string Figures(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return string.Concat(new[] { "totals", "periods", "cohorts", "orderLadder", "rfm", "overdue" }.Select(n => root.GetProperty(n).GetRawText()));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    internal static async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        var (before, errorsBefore) = (Console.Out, Console.Error);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Console.SetOut(output);
        Console.SetError(errors);
        try
        {
            using var json = new MemoryStream();
            var code = await CommandLine.RunAsync(args, json);
            return (code, output + Encoding.UTF8.GetString(json.ToArray()), errors.ToString());
        }
        finally
        {
            Console.SetOut(before);
            Console.SetError(errorsBefore);
        }
    }
}
