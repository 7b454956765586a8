using NodaTime;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
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
    // A week of fewer customers jumps up and down by chance.
    private const int CustomersOfAWeek = 100;
    private const int WeeksLookedAt = 8;
    private const int DaysOfWeek = 7;
    private const int PeopleShown = 3;

    /// <summary>Median days from a first order to a second; null where nobody placed one.</summary>
    public decimal? SecondOrderDays => Report.OrderLadder.Count > 0 ? Report.OrderLadder[0].MedianDays : null;

    /// <summary>Asks the facts.</summary>
    public static TodayFigures Of(ILoadedShop shop, ReportQuestion asked)
    {
        var question = asked with { Period = KindFor(shop, asked) };
        var report = shop.Answer(question with
        {
            From = Since(shop, question), Parts = ReportParts.Periods | ReportParts.Overdue | ReportParts.Ladder,
        });
        var stake = CustomerColumn.All.First(c => c.Key == "last_year");
        return new TodayFigures(report, Compared(shop, question with { GroupBy = [OrderField.Store, OrderField.Channel] }, ComparedPeriod.Previous),
            Compared(shop, question, ComparedPeriod.YearAgo),
            BehindView.Of(shop.Customers(question, new CustomersBehind(CustomersBehind.Slipping)), stake, isDescending: true, 0, PeopleShown),
            shop.Customers(question, new CustomersBehind(CustomersBehind.NewcomersDue)).Count);
    }

    // The size of the shop says whether a week tells anything.
    private static PeriodKind KindFor(ILoadedShop shop, ReportQuestion asked)
    {
        var weeks = shop.Answer(asked with
        {
            Period = PeriodKind.Week, From = LastDay(shop).PlusDays(-WeeksLookedAt * DaysOfWeek), Parts = ReportParts.Periods,
        }).Periods.Where(p => !p.IsPartial).ToList();
        return weeks.Count > 0 && weeks.Average(p => p.Customers) >= CustomersOfAWeek ? PeriodKind.Week : PeriodKind.Month;
    }

    private static LocalDate Since(ILoadedShop shop, ReportQuestion question) => LastDay(shop).PlusDays(question.Period == PeriodKind.Week ? -380 : -430);

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
