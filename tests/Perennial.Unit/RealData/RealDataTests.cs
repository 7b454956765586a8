using Perennial.Commerce;
using Perennial.Commerce.Contract;
using Perennial.Insights;
using Perennial.Insights.Contract;
using Perennial.Unit.Commerce;
using Perennial.Unit.Insights;

namespace Perennial.Unit.RealData;

/// <summary>Public data sets with known answers; skipped where they are not beside the repository.</summary>
public sealed class RealDataTests
{
    private static readonly string? Folder = FindFolder();

    [Fact]
    public void Gross_retention_of_the_UCI_file_exceeds_a_hundred_percent()
    {
        var september = Uci(["retention_rate_gross"]).Period("2011-09-01");
        september.Movement.RetentionRate.ToString().ShouldBe("425/935");
        september.Movement.RetentionRate.Percent().ShouldBe(45.5m);
        september.Requested["retention_rate_gross"].Rate!.Value.Percent().ShouldBe(103.4m);
    }

    [Fact]
    public void UCI_frequency_scores_are_those_published()
    {
        var rfm = Uci([]).Rfm;
        rfm.Cells.GroupBy(c => c.F).OrderBy(g => g.Key).Select(g => g.Sum(c => c.Customers)).ShouldBe([1493, 835, 508, 802, 700]);
        rfm.Groups.Sum(g => g.Customers).ShouldBe(4338);
    }

    [Fact]
    public void CDNOW_has_2_349_customers_whose_orders_are_worth_anything()
    {
        var (reading, report) = Report("CDNOW_sample.txt.gz", new OrderFileOptions(), new ReportQuestion());
        (reading.Counts.Rows, reading.Counts.Accepted, reading.Counts.Rejected).ShouldBe((6919, 6919, 0));
        report.Totals.Customers.ShouldBe(2349);
        report.AsOf.ShouldBe(new LocalDate(1998, 7, 1));
    }

    // One amount is a zero that R wrote as 4.440892e-16.
    [Fact]
    public void Complete_Journey_is_read_whole_by_store()
    {
        var (reading, report) = Report("completejourney_transactions_sample.csv.gz", new OrderFileOptions { Dimensions = [OrderField.Store] },
            new ReportQuestion { GroupBy = [OrderField.Store] });
        (reading.Counts.Rows, reading.Counts.Rejected).ShouldBe((75_000, 0));
        reading.Warnings.Single(w => w.First.Code == "amount.adorned").First.Value.ShouldBe("4.440892e-16");
        report.Groups.ShouldNotContain(g => g.Value.Length == 0);
        report.Groups.Sum(g => g.Totals.Revenue.MinorUnits).ShouldBe(report.Totals.Revenue.MinorUnits);
        report.Groups.Sum(g => g.Totals.Orders).ShouldBe(report.Totals.Orders);
    }

    private static Report Uci(IReadOnlyList<string> with) => Report("uci_online_retail.csv.gz",
        new OrderFileOptions { Zone = DateTimeZoneProviders.Tzdb["Europe/London"] }, new ReportQuestion { With = with }).Report;

    private static (OrderReading Reading, Report Report) Report(string file, OrderFileOptions options, ReportQuestion question)
    {
        Assert.SkipUnless(Folder is not null, "the folder ../shared/data is absent");
        var reading = CommerceModule.OrderFiles.Read([Path.Combine(Folder!, file)], options, null, TestContext.Current.CancellationToken);
        Streamed.IsAlike(reading, options, [Path.Combine(Folder!, file)]);
        return (reading, InsightsModule.Reports.Answer(reading, question));
    }

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                var data = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(data) ? data : null;
            }
        }

        return null;
    }
}
