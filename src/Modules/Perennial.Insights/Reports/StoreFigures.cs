using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Insights.Questions;
using Perennial.Kernel;
using Perennial.Kernel.Time;

namespace Perennial.Insights.Reports;

/// <summary>The totals and periods of one store, whole shop or group: one pass, then arithmetic on its tallies.</summary>
internal sealed class StoreFigures : IDisposable
{
    private readonly ReportPlan plan;
    private readonly Currency currency;
    private readonly bool hasUnits;
    private readonly IPeriodTrade identified;
    private readonly IPeriodTrade anonymous;
    private readonly CustomerBase.Movement[]? movements;
    private readonly PeriodTallies? periods;

    private readonly BuyingTallies? buying;

    private StoreFigures(ReportPlan plan, Currency currency, bool hasUnits, Everything[] answers,
        (IPeriodTrade Identified, IPeriodTrade Anonymous) trade, PeriodTallies? counted = null)
    {
        (this.plan, this.currency, this.hasUnits) = (plan, currency, hasUnits);
        (identified, anonymous) = trade;
        (periods, buying) = (answers[0].Periods, answers[0].Buying);
        foreach (var other in answers.Skip(1))
        {
            answers[0].Add(other);
        }

        periods?.Finish();
        periods ??= counted;
        buying?.Finish();
        answers[0].Base?.Finish();
        movements = answers[0].Base?.Movements;
        OverTheYear = answers[0].Year is { } year ? Shown(year.Movement) : null;
        Customers = [.. answers.Select(a => a.Customers).OfType<CustomerValues>()];
        RfmCustomers = [.. answers.Select(a => a.Recent ?? a.Customers).OfType<CustomerValues>()];
    }

    /// <summary>The base over the year before the as-of day; null where nobody asked or the data is too young.</summary>
    public BaseMovement? OverTheYear { get; }

    /// <exception cref="InvalidOperationException">Nobody asked for periods.</exception>
    public PeriodTallies Periods => periods ?? throw new InvalidOperationException("Periods were not asked for.");

    /// <exception cref="InvalidOperationException">Nobody asked for totals.</exception>
    public BuyingTallies Buying => buying ?? throw new InvalidOperationException("Totals were not asked for.");

    /// <summary>Rows a customer by partition; empty unless asked for.</summary>
    public IReadOnlyList<CustomerValues> Customers { get; }

    /// <summary>Rows a customer within RFM's look-back; the same ones where it looks at everything.</summary>
    public IReadOnlyList<CustomerValues> RfmCustomers { get; }

    /// <summary>
    /// Twice the median gap of the whole shop in days; null without gaps. Quartiles are whole fourths, so medians are
    /// whole halves.
    /// </summary>
    public long? ShopTwiceMedian => Buying.AllGaps.QuartileTimesFour(2) / 2;

    /// <summary>Asks a store everything at once.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="currency">The reporting currency.</param>
    /// <param name="hasUnits">Whether units are known.</param>
    /// <param name="parts">What will be asked of the figures.</param>
    public static StoreFigures Of(ReportPlan plan, FactSnapshot facts, Currency currency, bool hasUnits, ReportParts parts)
    {
        var wanted = Everything.PeriodPartsOf(plan, parts);
        var counted = wanted is { } ofPeriods ? facts.Tallies.Find(plan.Timeline, ofPeriods, plan.SecondOrderDays) : null;
        var figures = new StoreFigures(plan, currency, hasUnits,
            CustomerPass.Ask(facts, plan.AsOf, customersMax => new Everything(plan, parts, customersMax, withPeriods: counted is null)),
            (new StoreTrade(facts.Identified, plan.Timeline), new StoreTrade(facts.Anonymous, plan.Timeline)), counted);
        if (counted is null && wanted is not null)
        {
            facts.Tallies.Keep(figures.Periods);
        }

        return figures;
    }

    /// <summary>Asks for the periods of every label of a dimension in one walk.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="facts">The store at one instant.</param>
    /// <param name="dimension">Number of the dimension among <see cref="LabelColumn.Dimensions"/>.</param>
    /// <param name="currency">The reporting currency.</param>
    /// <param name="hasUnits">Whether units are known.</param>
    /// <param name="withTotals">Whether totals will be asked of the figures as well.</param>
    public static IEnumerable<(int Label, StoreFigures Figures)> OfGroups(
        ReportPlan plan, FactSnapshot facts, int dimension, Currency currency, bool hasUnits, bool withTotals) =>
        GroupPass.Ask(facts, (dimension, hasUnits), plan.AsOf, () => new OfGroup(plan, withTotals), () => new PeriodTrade(plan.Timeline))
            .Select(g => (g.Label, new StoreFigures(plan, currency, hasUnits, [.. g.Identified.Select(q => q.Figures)],
                (SumOf(g.Identified.Select(q => q.Trade)), SumOf(g.Anonymous)))));

    public void Dispose()
    {
        foreach (var customers in Customers.Union(RfmCustomers))
        {
            customers.Dispose();
        }
    }

    /// <summary>Figures over the whole stretch reported.</summary>
    public Totals Totals()
    {
        var hers = identified.Sum(plan.First, plan.Last);
        var all = hers + anonymous.Sum(plan.First, plan.Last);
        return new Totals(
            Buying.Customers, all.Orders, hers.Orders, Money(all.Revenue), Money(all.Net), Money(all.Net).Per(all.Orders),
            Mean(hers.Orders, Buying.Customers), hasUnits ? Mean(all.Units, 1000 * all.Orders) : null,
            new Ratio(Buying.Repeaters, Buying.Customers),
            new Quartiles(Buying.Gaps.Quartile(2), Buying.Gaps.Quartile(1), Buying.Gaps.Quartile(3)),
            Requested(name => OverStretch(name, hers, Buying.Customers, Buying.Returning, plan.First, plan.Last)));
    }

    /// <summary>Figures of each period reported.</summary>
    public IReadOnlyList<PeriodFigures> PeriodFigures() =>
        [.. Enumerable.Range(plan.First, plan.Last - plan.First + 1).Select(PeriodFigures)];

    /// <summary>Movement of the base over a period of the timeline.</summary>
    public BaseMovement Movement(int period)
    {
        if (movements is not null)
        {
            return Shown(movements[period - plan.First]);
        }

        var start = period == 0 ? 0 : Periods.Customers[period - 1];
        return new BaseMovement(start, Periods.Customers[period], Periods.Retained[period],
            start - Periods.Retained[period], 0,
            Periods.New[period], 0, Periods.Returned[period]);
    }

    /// <summary>Identified and anonymous trade of a period.</summary>
    public (TradeTotals Identified, TradeTotals Anonymous) Trade(int period) =>
        (identified.Sum(period, period), anonymous.Sum(period, period));

    /// <summary>A period of the timeline, as far as a change of revenue is explained by it.</summary>
    public StretchTrade TradeOf(int period)
    {
        var (identified, anonymous) = Trade(period);
        return new StretchTrade(plan.Timeline.Starts[period], Periods.Customers[period], identified, anonymous);
    }

    /// <summary>The same of the whole stretch reported.</summary>
    public StretchTrade StretchTrade() => new(
        plan.FromDay, Buying.Customers, identified.Sum(plan.First, plan.Last), anonymous.Sum(plan.First, plan.Last));

    /// <summary>Customers whose first counting order ever lies in the stretch reported.</summary>
    public long NewCustomers() => Sum(Periods.New, plan.First, plan.Last);

    /// <summary>The movements of the whole periods of the stretch added up: who stays in two of them counts twice.</summary>
    public BaseMovement PooledMovement() => PooledMovement(plan.First, plan.Last);

    /// <summary>The same of some of its periods.</summary>
    public BaseMovement PooledMovement(int first, int last)
    {
        var pooled = default(BaseMovement);
        for (var p = first; p <= last && !plan.Timeline.IsPartial(p); p++)
        {
            var m = Movement(p);
            pooled = new BaseMovement(pooled.Start + m.Start, pooled.End + m.End, pooled.Retained + m.Retained,
                pooled.Gone + m.Gone, pooled.Fallen + m.Fallen, pooled.New + m.New, pooled.Risen + m.Risen,
                pooled.Returned + m.Returned);
        }

        return pooled;
    }

    /// <summary>Revenue of some periods of the timeline, minor units.</summary>
    public long Revenue(int first, int last) => identified.Sum(first, last).Revenue + anonymous.Sum(first, last).Revenue;

    private PeriodFigures PeriodFigures(int period)
    {
        var (identified, anonymous) = Trade(period);
        var all = identified + anonymous;
        var customers = Periods.Customers[period];
        var movement = Movement(period);
        return new PeriodFigures(
            DayNumber.ToDate(plan.Timeline.Starts[period]), DayNumber.ToDate(plan.Timeline.EndOf(period)),
            plan.Timeline.IsPartial(period), all.Orders, identified.Orders, customers, Money(all.Revenue), Money(all.Net),
            movement,
            new Ratio(Periods.Repeaters[period], customers), Mean(identified.Orders, customers), Money(all.Net)
                .Per(all.Orders),
            Requested(name => OfBase(name, movement, identified, period) ??
                              OverStretch(name, identified, customers, customers - Periods.New[period], period, period)));
    }

    // Metrics of the base, which only a period has.
    private MetricValue? OfBase(string name, BaseMovement movement, TradeTotals identified, int period)
    {
        var lifespan = Mean(movement.Start, movement.Lost);
        switch (name)
        {
            case RequestedMetrics.RetentionRateGross:
                return new MetricValue(Rate: new Ratio(movement.End - movement.New, movement.Start));
            case RequestedMetrics.ChurnRateOfEnd:
                return new MetricValue(Rate: new Ratio(movement.Lost, movement.End));
            case RequestedMetrics.ResurrectionRate:
                return new MetricValue(Rate: new Ratio(movement.Returned,
                    Sum(Periods.New, 0, period - 1) - movement.Start));
            case RequestedMetrics.Lifespan:
                return new MetricValue(Number: lifespan);
            case RequestedMetrics.LifespanObservedDays:
                var days = movements is null ? Periods.LostSpanDays[period] : movements[period - plan.First]
                    .LostSpanDays;
                return new MetricValue(Number: Mean(days, movement.Lost));
            case RequestedMetrics.LtvSimple:
                // customer_value × start / lost, rounded once.
                var customers = Periods.Customers[period];
                return customers == 0 || movement.Lost == 0
                    ? default(MetricValue)
                    : new MetricValue(Amount: Money(Rounding.Whole(
                        (decimal)identified.Net * movement.Start / ((decimal)customers * movement.Lost))));
            default:
                return null;
        }
    }

    private MetricValue? OverStretch(string name, TradeTotals identified, long customers, long returning, int first,
        int last)
    {
        switch (name)
        {
            case RequestedMetrics.ReturningShare:
                return new MetricValue(Rate: new Ratio(returning, customers));
            case RequestedMetrics.RepeatRateLifetime:
                return new MetricValue(Rate: new Ratio(Sum(Periods.SecondOrders, 0, last), Sum(Periods.New, 0, last)));
            case RequestedMetrics.CustomerValue:
                return new MetricValue(Amount: Money(identified.Net).Per(customers));
            case RequestedMetrics.LtvHistoric:
                var toDate = this.identified.Sum(0, last);
                return new MetricValue(Amount: Money(toDate.Net).Per(Sum(Periods.New, 0, last)));
            case RequestedMetrics.UnitsPerCustomer:
                return new MetricValue(Number: hasUnits ? Mean(identified.Units, 1000 * customers) : null);
            default:
                return RequestedMetrics.SecondOrderDaysOf(name) == plan.SecondOrderDays
                    ? new MetricValue(Rate: new Ratio(
                        Sum(Periods.SecondOrdersInTime, first, last), Sum(Periods.ObservedLongEnough, first, last)))
                    : null;
        }
    }

    private Dictionary<string, MetricValue> Requested(Func<string, MetricValue?> value)
    {
        var requested = new Dictionary<string, MetricValue>(StringComparer.Ordinal);
        foreach (var name in plan.Question.With)
        {
            if (value(name) is { } known)
            {
                requested[name] = known;
            }
        }

        return requested;
    }

    private static PeriodTrade SumOf(IEnumerable<PeriodTrade> parts) => parts.Aggregate((sum, part) =>
    {
        sum.Add(part);
        return sum;
    });

    private static BaseMovement Shown(in CustomerBase.Movement m) =>
        new(m.Start, m.End, m.Retained, m.Gone, m.Fallen, m.New, m.Risen, m.Returned);

    private Money Money(long minorUnits) => new(minorUnits, currency);

    private static decimal? Mean(long sum, long count) => count == 0 ? null : Rounding.Fraction((decimal)sum / count);

    private static long Sum(int[] counts, int first, int last)
    {
        long sum = 0;
        for (var i = first; i <= last; i++)
        {
            sum += counts[i];
        }

        return sum;
    }

    /// <summary>All questions of a report in one walk, so that a history is read from memory once.</summary>
    private sealed class Everything(ReportPlan plan, ReportParts parts, int customersMax, bool withPeriods = true, bool withTotals = true)
        : ICustomerQuestion
    {
        private const ReportParts OfPeriods = ReportParts.Periods | ReportParts.Cohorts;

        public PeriodTallies? Periods { get; } = withPeriods && PeriodPartsOf(plan, parts) is { } ofPeriods
            ? new PeriodTallies(plan.Timeline, ofPeriods, plan.SecondOrderDays)
            : null;

        public BuyingTallies? Buying { get; } = withTotals
            ? new(plan.FromDay, plan.ToDay, (plan.Span.From, plan.AsOf),
                (parts.HasFlag(ReportParts.Ladder) ? BuyingParts.Ladder : 0) |
                (parts.HasFlag(ReportParts.Overdue) ? BuyingParts.AllGaps : 0))
            : null;

        public CustomerBase? Base { get; } =
            plan.IsPlainBase || !parts.HasFlag(ReportParts.Periods) ? null : plan.BaseQuestion();

        public YearOverYear? Year { get; } =
            parts.HasFlag(ReportParts.OverTheYear) && plan.WithYear ? plan.YearQuestion() : null;

        public CustomerValues? Customers { get; } =
            parts.HasFlag(ReportParts.Overdue) ? new CustomerValues(customersMax, (plan.Span.From, plan.AsOf), 0, plan.YearFrom)
            : parts.HasFlag(ReportParts.Rfm) && plan.RfmFrom == 0 ? new CustomerValues(customersMax, (plan.Span.From, plan.AsOf))
            : null;

        /// <summary>The rows for RFM where it looks back less far than to the beginning.</summary>
        public CustomerValues? Recent { get; } =
            parts.HasFlag(ReportParts.Rfm) && plan.RfmFrom > 0
                ? new CustomerValues(customersMax, (plan.Span.From, plan.AsOf), plan.RfmFrom)
                : null;

        public void Visit(in Histories histories)
        {
            Periods?.Visit(histories);
            Buying?.Visit(histories);
            Base?.Visit(histories);
            Year?.Visit(histories);
            Customers?.Visit(histories);
            Recent?.Visit(histories);
        }

        /// <summary>Adds what another partition came to; rows a customer stay where they are.</summary>
        public void Add(Everything other)
        {
            Periods?.Add(other.Periods!);
            Buying?.Add(other.Buying!);
            Base?.Add(other.Base!);
            Year?.Add(other.Year!);
        }

        /// <summary>What is wanted of the periods; null for none. Metrics on request are made of them.</summary>
        public static PeriodParts? PeriodPartsOf(ReportPlan plan, ReportParts parts) => (parts & OfPeriods) == 0 && plan.Question.With.Count == 0
            ? null
            : (parts.HasFlag(ReportParts.Cohorts) && plan.WithCohorts ? PeriodParts.Cohorts : 0) |
            (plan.Question.With.Count > 0 ? PeriodParts.SecondOrders : 0) |
            (plan.WithLostSpans ? PeriodParts.LostSpans : 0);
    }

    /// <summary>Figures and trade of one group.</summary>
    private sealed class OfGroup(ReportPlan plan, bool withTotals) : ICustomerQuestion
    {
        public Everything Figures { get; } = new(plan, ReportParts.Periods, 0, withTotals: withTotals);

        public PeriodTrade Trade { get; } = new(plan.Timeline);

        public void Visit(in Histories histories)
        {
            Figures.Visit(histories);
            Trade.Visit(histories);
        }
    }
}
