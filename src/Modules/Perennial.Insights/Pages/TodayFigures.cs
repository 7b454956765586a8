using NodaTime;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Insights.Reports;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Pages;

/// <summary>What the page of the day tells of, reckoned of one instant of the facts.</summary>
/// <param name="Report">The last periods, who is late, the order ladder.</param>
/// <param name="Before">The last whole period beside the one before; null where there is none.</param>
/// <param name="YearAgo">The same beside the one a year ago.</param>
/// <param name="Slipping">The late and those at risk, those with most at stake first.</param>
/// <param name="Due">How many bought once, and the usual time to a second order is here.</param>
internal sealed record TodayFigures(Report Report, Comparison? Before, Comparison? YearAgo, BehindView Slipping, int Due)
{
    // A week of fewer orders jumps up and down by chance.
    private const int OrdersOfAWeek = 100;
    private const int WeeksLookedAt = 8;
    private const int DaysOfWeek = 7;
    private const int PeopleShown = 3;

    // The last whole month begins at most two months before the last day.
    private const int DaysWithAWholeMonth = 62;

    /// <summary>Median days from a first order to a second; null where nobody placed one.</summary>
    public decimal? SecondOrderDays => Report.OrderLadder.Count > 0 ? Report.OrderLadder[0].MedianDays : null;

    /// <summary>Asks the facts.</summary>
    public static TodayFigures Of(ILoadedShop shop, ReportQuestion asked)
    {
        var question = asked with { Period = KindFor(shop) };
        var (report, behind) = shop.Answer(question with
        {
            From = LastDay(shop).PlusDays(-DaysWithAWholeMonth), Parts = ReportParts.Periods | ReportParts.Overdue | ReportParts.Ladder,
        }, [new CustomersBehind(CustomersBehind.Slipping), new CustomersBehind(CustomersBehind.NewcomersDue)]);
        var stake = CustomerColumn.All.First(c => c.Key == "last_year");
        return new TodayFigures(report, Compared(shop, question with { GroupBy = OverviewFigures.ThatMove(shop) }, ComparedPeriod.Previous),
            Compared(shop, question, ComparedPeriod.YearAgo),
            BehindView.Of(behind[0], stake, isDescending: true, 0, PeopleShown), behind[1].Count);
    }

    // The size of the shop says whether a week tells anything.
    private static PeriodKind KindFor(ILoadedShop shop)
    {
        var asOf = DayNumber.Of(LastDay(shop)) + 1;
        var orders = ((LoadedShop)shop).Facts.Identified.Sum(asOf - (WeeksLookedAt * DaysOfWeek), asOf, asOf).Orders;
        return orders >= WeeksLookedAt * OrdersOfAWeek ? PeriodKind.Week : PeriodKind.Month;
    }

    private static LocalDate LastDay(ILoadedShop shop) => ((LoadedShop)shop).Facts.LastCountingDay is >= 0 and var day
        ? DayNumber.ToDate(day)
        : throw new ReportRefusedException("report.no_orders", "");

    private static Comparison? Compared(ILoadedShop shop, ReportQuestion question, ComparedPeriod to)
    {
        try
        {
            return shop.Compare(question, to);
        }
        catch (ReportRefusedException e) when (e.Code is "report.nothing_to_compare" or "report.no_whole_period" or "report.no_data_between")
        {
            return null;
        }
    }
}
