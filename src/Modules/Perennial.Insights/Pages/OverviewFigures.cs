using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Reports;

namespace Perennial.Insights.Pages;

/// <summary>What the overview shows, reckoned of one instant of the facts.</summary>
/// <param name="Periods">The periods shown, and before them those that they are compared to.</param>
/// <param name="Stretch">The totals and the order ladder over the periods shown.</param>
/// <param name="Compared">The period at hand beside another one; null where there is none.</param>
internal sealed record OverviewFigures(Report Periods, Report Stretch, Comparison? Compared)
{
    /// <summary>The periods shown, without those before them.</summary>
    public Report Shown => Periods with { Periods = [.. Periods.Periods.Where(p => p.From >= Stretch.Question.From)] };

    /// <summary>The period at hand: the last that is over, or the last.</summary>
    public PeriodFigures Now => Periods.LastWhole ?? Periods.Periods[^1];

    /// <summary>Answers a view.</summary>
    public static OverviewFigures Of(ILoadedShop shop, AskedView view)
    {
        var periods = view.Periods(shop);
        var report = shop.Answer(periods.Widened with
        {
            Parts = ReportParts.Periods | ReportParts.OverTheYear, With = RequestedMetrics.All,
        });
        var stretch = shop.Answer(periods.Question with { Parts = ReportParts.Ladder });
        return new OverviewFigures(report, stretch, Beside(shop, periods.Question, report, view.Compare));
    }

    /// <summary>Stores and channels, where there are several: they tell why a number moved.</summary>
    public static IReadOnlyList<OrderField> ThatMove(ILoadedShop shop)
    {
        var loaded = (LoadedShop)shop;
        return [.. new[] { OrderField.Store, OrderField.Channel }.Where(d => loaded.Origin.HasSeveral(d, loaded.Facts))];
    }

    private static Comparison? Beside(ILoadedShop shop, ReportQuestion question, Report report, ComparedPeriod to)
    {
        if (report.LastWhole is not { } last)
        {
            return null;
        }

        try
        {
            return shop.Compare(question with { From = last.From, To = last.To, GroupBy = ThatMove(shop) }, to);
        }
        catch (ReportRefusedException e) when (e.Code is "report.nothing_to_compare" or "report.no_data_between")
        {
            return null;
        }
    }
}
