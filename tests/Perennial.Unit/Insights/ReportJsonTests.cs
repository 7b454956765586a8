using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Unit.Commerce;

namespace Perennial.Unit.Insights;

/// <summary>The form that other programs read; docs/api/report.md.</summary>
public sealed partial class ReportJsonTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Root(), "docs", "api", "report.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Fields_stand_in_the_order_of_the_page()
    {
        using var json = JsonDocument.Parse(OfTheExample());
        Names(json.RootElement).ShouldBe(
        [
            "schema", "asOf", "timeZone", "currency", "period", "base", "asked", "input", "otherCurrencies", "warnings", "totals", "periods",
            "whatMoved", "whatMovedInYear", "overTheYear", "cohorts", "orderLadder", "rfm", "overdue", "groups", "retentionRateMoved", "comparison",
        ]);
        Names(json.RootElement.GetProperty("asked")).ShouldBe(["from", "to", "asOf", "weekStart", "by", "with", "grossMargin"]);
        Names(json.RootElement.GetProperty("input")).ShouldBe(
            ["files", "rows", "accepted", "rejected", "orders", "identifiedOrders", "returns", "anonymousOrders", "understood"]);
        Names(json.RootElement.GetProperty("input").GetProperty("understood")[0]).ShouldBe(
            [
                "file", "encoding", "encodingGuessed", "delimiter", "header", "shape", "decimalSign", "decimalSignGuessed", "dateOrder",
                "dateOrderGuessed", "columns", "unused",
            ]);
        Names(json.RootElement.GetProperty("cohorts")[0]).ShouldBe(["cohort", "size", "lastPartial", "active", "revenue"]);
    }

    [Fact]
    public void Every_figure_of_the_pages_example_is_of_a_real_run()
    {
        var real = Pairs(OfTheExample()).Concat(Pairs(OfTheComparison())).ToHashSet(StringComparer.Ordinal);
        var shown = Pairs(Block("```json\n")).ToList();
        shown.Count.ShouldBeGreaterThan(80);
        shown.Where(pair => !real.Contains(pair)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_field_is_described()
    {
        using var json = JsonDocument.Parse(OfTheExample());
        using var compared = JsonDocument.Parse(OfTheComparison());
        var description = Page[..Page.IndexOf("## Example", StringComparison.Ordinal)];
        AllNames(json.RootElement).Concat(AllNames(compared.RootElement)).Distinct(StringComparer.Ordinal)
            .Where(name => !Regex.IsMatch(description, $@"[`.""]{name}(\[\])?[`.""]")).ShouldBeEmpty();
    }

    [Fact]
    public void A_comparison_has_its_fields_in_the_order_of_the_page()
    {
        using var json = JsonDocument.Parse(OfTheComparison());
        var comparison = json.RootElement.GetProperty("comparison");
        Names(comparison).ShouldBe(["kind", "to", "main", "other", "figures", "whatMoved", "groups", "warnings"]);
        Names(comparison.GetProperty("main")).ShouldBe(["files", "currency", "asOf", "from", "to", "partial", "periods", "wholePeriods"]);
        Names(comparison.GetProperty("figures")[0]).ShouldBe(["name", "form", "main", "other", "difference", "change"]);
        Names(comparison.GetProperty("groups")[0]).ShouldBe(
            ["by", "value", "main", "other", "mix", "rate", "mainRevenue", "otherRevenue", "revenueChange"]);
    }

    private static string OfTheComparison() => OfTheExample(ComparedPeriod.Previous);

    private static string OfTheExample(ComparedPeriod? to = null)
    {
        var question = new ReportQuestion { GroupBy = [OrderField.Channel], With = ["ltv_simple"] };
        var reading = OrderFileTests.Read(Block("`orders.csv`:\n\n```\n"), new OrderFileOptions { Dimensions = question.GroupBy });
        using var stream = new MemoryStream();
        var shop = InsightsModule.Reports.Load(reading);
        ReportJson.Write(stream, shop.Answer(question) with { Comparison = to is null ? null : shop.Compare(question, to) });
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // What stands between a line of the page and the end of its block.
    private static string Block(string start)
    {
        var from = Page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return Page[from..Page.IndexOf("```", from, StringComparison.Ordinal)];
    }

    // A name with a value that is no object and no array.
    private static IEnumerable<string> Pairs(string json) => Pair().Matches(json).Select(m => m.Value);

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    // The columns of the file are data, and not fields.
    private static IEnumerable<string> AllNames(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p =>
            p.Name == "columns" ? [p.Name] : AllNames(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(AllNames),
        _ => [],
    };

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Run from a build inside the repository.");
    }

    [GeneratedRegex("""
        "\w+":\s("(\\.|[^"\\])*"|-?[\d.]+|true|false|null)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pair();
}
