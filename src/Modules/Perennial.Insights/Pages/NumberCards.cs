using NodaTime;
using Perennial.Insights.Contract;
using Perennial.Insights.Page;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;

namespace Perennial.Insights.Pages;

/// <summary>Headline numbers of a period as a page shows them: compared, explained, with those behind them.</summary>
/// <param name="figures">The figures.</param>
/// <param name="view">What was asked.</param>
/// <param name="behind">Where the customers behind a number of a period are listed.</param>
internal sealed class NumberCards(OverviewFigures figures, AskedView view, Func<string, LocalDate, string> behind)
{
    private const int TrendPeriods = 25;

    private static WordBook Words => InsightsModule.Words;

    private readonly Report report = figures.Periods;
    private readonly PeriodFigures now = figures.Now;
    private readonly PeriodNames names = new(figures.Periods.Question.Period);
    private readonly ActiveWords words = new(figures.Periods.Question);

    /// <summary>The numbers that everybody asks for.</summary>
    public IEnumerable<HeadlineNumber> Main() => Headline.All.Select(Card);

    /// <summary>The others.</summary>
    public IEnumerable<HeadlineNumber> More() => Headline.OnRequest.Select(Card).Prepend(OverTheYear());

    /// <summary>The period that the one at hand is compared to; null where there is none.</summary>
    public PeriodFigures? Before => view.Compare == ComparedPeriod.YearAgo ? report.YearBeforeLastWhole : report.BeforeLastWhole;

    private HeadlineNumber Card(Headline headline)
    {
        var shown = headline.Show(now);
        var amount = shown.Length > 0 ? SummarySection.WithoutCurrency(shown) : shown;
        return new HeadlineNumber(Words["metric." + headline.Name], amount)
        {
            Unit = amount.Length == shown.Length ? null : shown[(amount.Length + 1)..],
            Part = words.IsPlain || headline.Name != "customers" ? headline.Part(now) : null,
            Definition = $"{words.Definition(headline.Name)} {Filters()}",
            Href = Number(headline.Name) is { } number ? behind(number, now.From) : null,
            Changes = Before is { } before && headline.Change(before, now) is var (sign, change) ? [Change(headline, before, sign, change)] : [],
            Trend = [.. report.Periods.Where(p => !p.IsPartial).TakeLast(TrendPeriods).Select(headline.Of)],
        };
    }

    // Published rates are of whole years: they stand beside the shop's own year and beside nothing else.
    private HeadlineNumber OverTheYear()
    {
        var year = report.OverTheYear;
        return new HeadlineNumber(Words["metric.over_the_year"], year is { Start: > 0 } ? Shown.Percent(year.Value.RetentionRate) : Shown.NotAvailable)
        {
            Part = year is { Start: > 0 } known
                ? Words["page.part.of", ("part", Shown.Number(known.Retained)), ("whole", Shown.Number(known.Start))]
                : Words["benchmarks.own.none"],
            Definition = $"{words.Definition("over_the_year")} {Filters()}",
            Benchmark = Words["overview.benchmark"],
        };
    }

    private NumberChange Change(Headline headline, PeriodFigures before, int sign, string change) => new(
        sign, sign == 0 ? null : (sign > 0) == headline.MoreIsBetter, change,
        Words["page.against", ("period", names.Short(before.From)), ("value", headline.Show(before))]);

    // The zone and what makes a customer active: without them a number cannot be checked.
    private string Filters() => Words["overview.filters", ("zone", report.TimeZone), ("date", names.Day(report.AsOf)),
        ("active", words.IsPlain ? Words["overview.active.plain"]
            : Words.Count(report.Question.Window is null ? "overview.active.minimum" : "overview.active.window", report.Question.MinOrders,
                ("window", report.Question.Window)))];

    private static string? Number(string metric) => metric switch
    {
        "retention_rate" or RequestedMetrics.RetentionRateGross => "retained",
        "churn_rate" or RequestedMetrics.ChurnRateOfEnd or RequestedMetrics.Lifespan or RequestedMetrics.LifespanObservedDays => "lost",
        "repeat_rate" => "repeat",
        RequestedMetrics.ResurrectionRate => "returned",
        RequestedMetrics.SecondOrderRate => "cohort",
        "customers" or "purchase_frequency" or RequestedMetrics.CustomerValue or RequestedMetrics.LtvSimple or
            RequestedMetrics.UnitsPerCustomer or RequestedMetrics.ReturningShare => "customers",
        _ => null,
    };
}
