using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Unit.Insights;

public sealed record NaiveOrder(string? Customer, LocalDate Day, long Net, long Units, LocalDate? CoveredDay);

public sealed record NaiveReturn(string? Customer, LocalDate Day, long Value);

/// <summary>
/// The metrics written straight from their definitions: no columns, no passes, no cleverness, quadratic where that is
/// how the sentence reads. Shares no computation with the product; only the records that hold an answer.
/// </summary>
internal sealed class NaiveShop(IReadOnlyList<NaiveOrder> orders, IReadOnlyList<NaiveReturn> returns)
{
    public LocalDate DefaultAsOf => orders.Where(o => o.CoveredDay is null).Max(o => o.Day).PlusDays(1);

    public NaiveAnswer Answer(ReportQuestion question)
    {
        var asOf = question.AsOf ?? DefaultAsOf;
        var counting = orders.Where(o => o.Day < asOf && !(o.CoveredDay < asOf)).ToList();
        var known = counting.Where(o => o.Customer is not null).ToList();
        var firstFact = orders.Select(o => o.Day).Concat(returns.Select(r => r.Day)).Min();
        var starts = Starts(question, firstFact, asOf);
        var from = StartOf(question, question.From is { } f && f > firstFact ? f : firstFact);
        var to = question.To is { } t && t < asOf ? NextStart(question, StartOf(question, t.PlusDays(-1))) : asOf;
        to = LocalDate.Min(to, asOf);
        var reported = starts.Where(s => s >= from && s < to).ToList();
        return new NaiveAnswer(
            asOf,
            Totals(question, counting, asOf, reported[0], to),
            [.. reported.Select(s => Period(question, counting, asOf, s))],
            [.. reported.Select(s => CohortOf(question, known, asOf, s, starts)).Where(c => c.Size > 0)],
            [.. Enumerable.Range(1, 10).Select(n => Ladder(known, n))],
            Rfm(known, asOf, question.LookBack is { } back ? Back(back, asOf) : LocalDate.MinIsoValue),
            Overdue(known, asOf));
    }

    private Totals Totals(ReportQuestion question, List<NaiveOrder> counting, LocalDate asOf, LocalDate from, LocalDate to)
    {
        var mine = counting.Where(o => o.Day >= from && o.Day < to).ToList();
        var known = mine.Where(o => o.Customer is not null).ToList();
        var customers = known.Select(o => o.Customer).Distinct().Count();
        var gaps = Gaps(counting.Where(o => o.Customer is not null)).Where(g => g.End >= from && g.End < to).Select(g => g.Days).ToList();
        return new Totals(customers, mine.Count, known.Count, Money(Revenue(from, to, asOf)), Money(mine.Sum(o => o.Net)),
            Mean(mine), Frequency(known.Count, customers),
            Frequency(mine.Sum(o => o.Units), 1000L * mine.Count), RepeatRate(known),
            new Quartiles(Quantile(gaps, 0.5m), Quantile(gaps, 0.25m), Quantile(gaps, 0.75m)), Requested(question, counting, asOf, from, to, null));
    }

    private PeriodFigures Period(ReportQuestion question, List<NaiveOrder> counting, LocalDate asOf, LocalDate t0)
    {
        var end = NextStart(question, t0);
        var t1 = LocalDate.Min(end, asOf);
        var mine = counting.Where(o => o.Day >= t0 && o.Day < t1).ToList();
        var known = mine.Where(o => o.Customer is not null).ToList();
        var customers = known.Select(o => o.Customer).Distinct().Count();
        var movement = Movement(question, counting, t0, t1);
        return new PeriodFigures(t0, t1, asOf < end, mine.Count, known.Count, customers, Money(Revenue(t0, t1, asOf)), Money(mine.Sum(o => o.Net)),
            movement,
            RepeatRate(known), Frequency(known.Count, customers), Mean(mine), Requested(question, counting, asOf, t0, t1, movement));
    }

    private static BaseMovement Movement(ReportQuestion question, List<NaiveOrder> counting, LocalDate t0, LocalDate t1)
    {
        var k = question.MinOrders;
        var w0 = question.Window is { } w ? Back(w, t0) : StartOf(question, t0.PlusDays(-1));
        var w1 = question.Window is { } v ? Back(v, t1) : StartOf(question, t1.PlusDays(-1));
        int InWindow(string c, LocalDate a, LocalDate b) => counting.Count(o => o.Customer == c && o.Day >= a && o.Day < b);
        var people = counting.Where(o => o.Customer is not null).Select(o => o.Customer!).Distinct().ToList();
        var a0 = people.Where(c => InWindow(c, w0, t0) >= k).ToHashSet(StringComparer.Ordinal);
        var a1 = people.Where(c => InWindow(c, w1, t1) >= k).ToHashSet(StringComparer.Ordinal);
        var lost = a0.Except(a1, StringComparer.Ordinal).ToList();
        var gained = a1.Except(a0, StringComparer.Ordinal).ToList();
        bool IsNew(string c) => counting.Where(o => o.Customer == c).Min(o => o.Day) is var first && first >= t0 && first < t1;
        bool HasRisen(string c) => !IsNew(c) && InWindow(c, w0, t0) is var n && n >= 1 && n < k;
        return new BaseMovement(a0.Count, a1.Count, a0.Intersect(a1, StringComparer.Ordinal).Count(),
            lost.Count(c => InWindow(c, w1, t1) == 0), lost.Count(c => InWindow(c, w1, t1) > 0),
            gained.Count(IsNew), gained.Count(HasRisen), gained.Count(c => !IsNew(c) && !HasRisen(c)));
    }

    private static Dictionary<string, MetricValue> Requested(ReportQuestion question, List<NaiveOrder> counting, LocalDate asOf,
        LocalDate t0, LocalDate t1, BaseMovement? movement)
    {
        var known = counting.Where(o => o.Customer is not null).ToList();
        var mine = known.Where(o => o.Day >= t0 && o.Day < t1).ToList();
        var customers = mine.Select(o => o.Customer).Distinct().ToList();
        var upTo = known.Where(o => o.Day < t1).ToList();
        LocalDate First(string? c) => known.Where(o => o.Customer == c).Min(o => o.Day);
        var all = new Dictionary<string, MetricValue>(StringComparer.Ordinal)
        {
            ["returning_share"] = new(Rate: new Ratio(customers.Count(c => First(c) < t0), customers.Count)),
            ["repeat_rate_lifetime"] = new(Rate: RepeatRate(upTo)),
            ["customer_value"] = new(Amount: Divide(mine.Sum(o => o.Net), customers.Count)),
            ["ltv_historic"] = new(Amount: Divide(upTo.Sum(o => o.Net), upTo.Select(o => o.Customer).Distinct().Count())),
            ["units_per_customer"] = new(Number: Frequency(mine.Sum(o => o.Units), 1000L * customers.Count)),
            ["second_order_rate_30d"] = SecondOrderRate(known, asOf, t0, t1, 30),
        };
        if (movement is { } m)
        {
            var everBefore = known.Where(o => o.Day < t0).Select(o => o.Customer).Distinct().Count();
            all["retention_rate_gross"] = new(Rate: new Ratio(m.End - m.New, m.Start));
            all["churn_rate_of_end"] = new(Rate: new Ratio(m.Start - m.Retained, m.End));
            all["resurrection_rate"] = new(Rate: new Ratio(m.Returned, everBefore - m.Start));
            all["lifespan"] = new(Number: Frequency(m.Start, m.Start - m.Retained));
        }

        return all.Where(a => question.With.Contains(a.Key, StringComparer.Ordinal)).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
    }

    private static MetricValue SecondOrderRate(List<NaiveOrder> known, LocalDate asOf, LocalDate t0, LocalDate t1, int d)
    {
        var cohort = known.GroupBy(o => o.Customer).Select(g => g.Select(o => o.Day).Order().ToList())
            .Where(days => days[0] >= t0 && days[0] < t1 && NodaTime.Period.DaysBetween(days[0], asOf.PlusDays(-1)) >= d).ToList();
        var inTime = cohort.Count(days => days.Count > 1 && NodaTime.Period.DaysBetween(days[0], days[1]) <= d);
        return new MetricValue(Rate: new Ratio(inTime, cohort.Count));
    }

    private Cohort CohortOf(ReportQuestion question, List<NaiveOrder> known, LocalDate asOf, LocalDate start, List<LocalDate> starts)
    {
        var end = NextStart(question, start);
        var members = known.GroupBy(o => o.Customer!, StringComparer.Ordinal)
            .Where(g => g.Min(o => o.Day) is var first && first >= start && first < end).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        var periods = starts.Where(s => s >= start).ToList();
        return new Cohort(start, members.Count,
            [.. periods.Select(s => (long)members.Count(c => known.Any(o => o.Customer == c && o.Day >= s && o.Day < NextStart(question, s))))],
            [.. periods.Select(s => Money(RevenueOf(members, s, LocalDate.Min(NextStart(question, s), asOf))))],
            asOf < NextStart(question, starts[^1]));
    }

    private long RevenueOf(HashSet<string> members, LocalDate from, LocalDate to) =>
        orders.Where(o => o.Customer is { } c && members.Contains(c) && o.Day >= from && o.Day < to).Sum(o => o.Net) -
        returns.Where(r => r.Customer is { } c && members.Contains(c) && r.Day >= from && r.Day < to).Sum(r => r.Value);

    private static LadderStep Ladder(List<NaiveOrder> known, int n)
    {
        var histories = known.GroupBy(o => o.Customer).Select(g => g.Select(o => o.Day).Order().ToList()).ToList();
        var went = histories.Where(h => h.Count > n).Select(h => NodaTime.Period.DaysBetween(h[n - 1], h[n])).ToList();
        return new LadderStep(n, histories.Count(h => h.Count >= n), went.Count, Quantile(went, 0.5m));
    }

    private RfmFigures Rfm(List<NaiveOrder> all, LocalDate asOf, LocalDate from)
    {
        var known = all.Where(o => o.Day >= from).ToList();
        var rows = known.GroupBy(o => o.Customer!, StringComparer.Ordinal).Select(g => (
            Recency: (long)NodaTime.Period.DaysBetween(g.Max(o => o.Day), asOf), Frequency: (long)g.Count(), Monetary: g.Sum(o => o.Net),
            Revenue: orders.Where(o => o.Customer == g.Key && o.Day >= from && o.Day < asOf).Sum(o => o.Net) -
                     returns.Where(r => r.Customer == g.Key && r.Day >= from && r.Day < asOf).Sum(r => r.Value))).ToList();
        long Score(int worse) => 1 + (5L * worse / rows.Count);
        var scored = rows.Select(x => (Row: x,
            R: (int)Score(rows.Count(y => y.Recency > x.Recency)),
            F: (int)Score(rows.Count(y => y.Frequency < x.Frequency)),
            M: (int)Score(rows.Count(y => y.Monetary < x.Monetary)))).ToList();
        long?[] Cuts(Func<(long Recency, long Frequency, long Monetary, long Revenue), long> value, Func<int, List<long>> reaching, bool largest) =>
            [.. Enumerable.Range(2, 4).Select(s => reaching(s) is { Count: > 0 } values ? largest ? values.Max() : values.Min() : (long?)null)];
        var cells = scored.GroupBy(s => (s.R, s.F, s.M)).OrderBy(g => g.Key).Select(g => new RfmCell(g.Key.R, g.Key.F, g.Key.M, g.Count())).ToList();
        return new RfmFigures(
            Cuts(x => x.Recency, s => [.. scored.Where(x => x.R >= s).Select(x => x.Row.Recency)], largest: true),
            Cuts(x => x.Frequency, s => [.. scored.Where(x => x.F >= s).Select(x => x.Row.Frequency)], largest: false),
            [.. Cuts(x => x.Monetary, s => [.. scored.Where(x => x.M >= s).Select(x => x.Row.Monetary)], largest: false)
                .Select(m => m is { } v ? Money(v) : (Money?)null)],
            [.. RfmGroups.Names.Select(n => new RfmGroup(n, scored.Count(s => GroupOf(s.R, s.F, s.M) == n),
                Money(scored.Where(s => GroupOf(s.R, s.F, s.M) == n).Sum(s => s.Row.Revenue))))], cells);
    }

    // The grid of docs/metrics/rfm.md, row by row.
    private static string GroupOf(int r, int f, int m)
    {
        var fm = (int)Math.Ceiling((f + m) / 2m);
        return (r, fm) switch
        {
            (5, 1) => "new", (5, 2 or 3) => "potential_loyalist", (5, _) => "champions",
            (4, 1) => "promising", (4, 2) => "potential_loyalist", (4, 3 or 4) => "loyal", (4, _) => "champions",
            (3, 1) => "about_to_sleep", (3, 2 or 3) => "needs_attention", (3, _) => "loyal",
            (2, 1 or 2) => "hibernating", (2, _) => "at_risk",
            (_, 1 or 2) => "lost", (_, 3) => "at_risk", (_, _) => "cannot_lose",
        };
    }

    private OverdueFigures? Overdue(List<NaiveOrder> known, LocalDate asOf)
    {
        var all = Gaps(known).Select(g => g.Days).ToList();
        if (Quantile(all, 0.5m) is not { } s)
        {
            return null;
        }

        var counts = new long[4];
        var (revenue, ofYear) = (new long[4], new long[4]);
        foreach (var history in known.GroupBy(o => o.Customer))
        {
            var own = Gaps(history).Select(g => g.Days).ToList();
            var n = own.Count;
            var m = Quantile(own, 0.5m) ?? 0;
            var since = NodaTime.Period.DaysBetween(history.Max(o => o.Day), asOf);

            // since / max((n·m + 3·s)/(n + 3), shortest) without dividing.
            bool AtMost(int times) => (since * (n + 3)) <= times * ((n * m) + (3 * s)) || (n > 0 && since <= times * own.Min());
            var state = AtMost(1) ? 0 : AtMost(2) ? 1 : AtMost(3) ? 2 : 3;
            var her = new HashSet<string>(StringComparer.Ordinal) { history.Key! };
            counts[state]++;
            revenue[state] += RevenueOf(her, LocalDate.MinIsoValue, asOf);
            ofYear[state] += RevenueOf(her, asOf.PlusDays(-365), asOf);
        }

        static MoneyByState ByState(long[] money) => new(Money(money[0]), Money(money[1]), Money(money[2]), Money(money[3]));
        return new OverdueFigures(counts[0], counts[1], counts[2], counts[3], ByState(revenue), ByState(ofYear));
    }

    private static IEnumerable<(LocalDate End, int Days)> Gaps(IEnumerable<NaiveOrder> known) =>
        known.GroupBy(o => o.Customer).SelectMany(g =>
        {
            var days = g.Select(o => o.Day).Distinct().Order().ToList();
            return days.Skip(1).Select((d, i) => (d, NodaTime.Period.DaysBetween(days[i], d)));
        });

    private long Revenue(LocalDate from, LocalDate to, LocalDate asOf) =>
        orders.Where(o => o.Day >= from && o.Day < to && o.Day < asOf).Sum(o => o.Net) -
        returns.Where(r => r.Day >= from && r.Day < to && r.Day < asOf).Sum(r => r.Value);

    private static Ratio RepeatRate(List<NaiveOrder> known)
    {
        var byCustomer = known.GroupBy(o => o.Customer).ToList();
        return new Ratio(byCustomer.Count(g => g.Count() >= 2), byCustomer.Count);
    }

    private static Money? Mean(List<NaiveOrder> mine) => Divide(mine.Sum(o => o.Net), mine.Count);

    private static Money? Divide(long sum, int count) =>
        count == 0 ? null : Money((long)Math.Round((decimal)sum / count, 0, MidpointRounding.AwayFromZero));

    private static decimal? Frequency(long sum, long count) =>
        count == 0 ? null : Math.Round((decimal)sum / count, 6, MidpointRounding.AwayFromZero);

    private static Money Money(long minorUnits) => new(minorUnits, Currency.None);

    /// <summary>R's type 7.</summary>
    public static decimal? Quantile(List<int> values, decimal p)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var sorted = values.Order().ToList();
        var h = (sorted.Count - 1) * p;
        var low = (int)Math.Floor(h);
        return low + 1 < sorted.Count ? sorted[low] + ((h - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }

    private static List<LocalDate> Starts(ReportQuestion question, LocalDate first, LocalDate asOf)
    {
        var starts = new List<LocalDate>();
        for (var s = StartOf(question, first); s < asOf; s = NextStart(question, s))
        {
            starts.Add(s);
        }

        return starts;
    }

    private static LocalDate StartOf(ReportQuestion question, LocalDate day)
    {
        while (!IsStart(question, day))
        {
            day = day.PlusDays(-1);
        }

        return day;
    }

    private static LocalDate NextStart(ReportQuestion question, LocalDate start)
    {
        do
        {
            start = start.PlusDays(1);
        }
        while (!IsStart(question, start));
        return start;
    }

    private static bool IsStart(ReportQuestion question, LocalDate day) => question.Period switch
    {
        PeriodKind.Day => true,
        PeriodKind.Week => day.DayOfWeek == question.WeekStart,
        PeriodKind.Month => day.Day == 1,
        PeriodKind.Quarter => day.Day == 1 && day.Month % 3 == 1,
        _ => day is { Day: 1, Month: 1 },
    };

    private static LocalDate Back(Window window, LocalDate day) => window.Unit switch
    {
        'd' => day.PlusDays(-window.Count),
        'w' => day.PlusWeeks(-window.Count),
        'm' => day.PlusMonths(-window.Count),
        _ => day.PlusYears(-window.Count),
    };
}

internal sealed record NaiveAnswer(LocalDate AsOf, Totals Totals, IReadOnlyList<PeriodFigures> Periods, IReadOnlyList<Cohort> Cohorts,
    IReadOnlyList<LadderStep> Ladder, RfmFigures Rfm, OverdueFigures? Overdue);
