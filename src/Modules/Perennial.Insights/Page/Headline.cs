using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;

namespace Perennial.Insights.Page;

/// <summary>A headline number: what it is in a period, exactly, and how it is shown.</summary>
/// <param name="Name">Its name as everywhere: <c>retention_rate</c>.</param>
/// <param name="Of">Its value in a period, unrounded; null where it is not available.</param>
/// <param name="Show">The value in words.</param>
/// <param name="Part">What it is made of, in words; null where the value says it itself.</param>
/// <param name="IsRate">Whether a change is told in points rather than in percent.</param>
/// <param name="MoreIsBetter">Whether a rise is good news.</param>
internal sealed record Headline(string Name, Func<PeriodFigures, decimal?> Of, Func<PeriodFigures, string> Show,
    Func<PeriodFigures, string?> Part, bool IsRate = false, bool MoreIsBetter = true)
{
    private static WordBook Words => InsightsModule.Words;

    /// <summary>The headline numbers, the most asked for first.</summary>
    public static IReadOnlyList<Headline> All { get; } =
    [
        new("retention_rate", p => Exact(p.Movement.RetentionRate), p => Shown.Percent(p.Movement.RetentionRate),
            p => Share(p.Movement.RetentionRate), IsRate: true),
        new("churn_rate", p => Exact(p.Movement.ChurnRate), p => Shown.Percent(p.Movement.ChurnRate),
            p => Share(p.Movement.ChurnRate), IsRate: true, MoreIsBetter: false),
        new("customers", p => p.Customers, p => Shown.Number(p.Customers),
            p => Words["page.part.customers", ("kept", p.Movement.Retained), ("new", p.Movement.New),
                ("back", p.Movement.Returned)]),
        new("repeat_rate", p => Exact(p.RepeatRate), p => Shown.Percent(p.RepeatRate), p => Share(p.RepeatRate), IsRate: true),
        new("revenue", p => p.Revenue.MinorUnits, p => Shown.AmountWithCurrency(p.Revenue),
            p => Words["page.part.revenue", ("net", Shown.Amount(p.NetValue)),
                ("returns", Shown.Amount(p.NetValue - p.Revenue))]),
        new("orders", p => p.Orders, p => Shown.Number(p.Orders),
            p => Words["page.part.orders", ("identified", p.IdentifiedOrders),
                ("anonymous", p.Orders - p.IdentifiedOrders)]),
        new("average_order_value", p => Per(p.NetValue.MinorUnits, p.Orders),
            p => Shown.AmountWithCurrency(p.AverageOrderValue),
            p => Words["page.part.per", ("part", Shown.Amount(p.NetValue)), ("whole", Shown.Number(p.Orders))]),
        new("purchase_frequency", p => Per(p.IdentifiedOrders, p.Customers),
            p => Shown.Number(p.PurchaseFrequency, 2),
            p => Words["page.part.per", ("part", Shown.Number(p.IdentifiedOrders)),
                ("whole", Shown.Number(p.Customers))]),
    ];

    /// <summary>Numbers that a report gives on request, all of them.</summary>
    public static IReadOnlyList<Headline> OnRequest { get; } = [.. RequestedMetrics.All.Select(name => new Headline(
        name, p => Exact(Requested(p, name)), p => Written(Requested(p, name)),
        p => Requested(p, name).Rate is { } rate ? Share(rate) : null, IsRate: IsRateOf(name), MoreIsBetter: name != RequestedMetrics.ChurnRateOfEnd))];

    /// <summary>How the number changed, in points or percent; null where one of the two is not available.</summary>
    /// <returns>1 for a rise, -1 for a fall, 0 for neither, and the change in words.</returns>
    public (int Sign, string Words)? Change(PeriodFigures before, PeriodFigures after)
    {
        if (Of(before) is not { } was || Of(after) is not { } now || (!IsRate && was <= 0))
        {
            return null;
        }

        var change = Math.Round(IsRate ? now - was : (now - was) / was, 3, MidpointRounding.AwayFromZero);
        return (Math.Sign(change), IsRate
            ? Words["page.points", ("points", Shown.Points(change, 1))]
            : Shown.SignedPercent(change));
    }

    // Whether a metric is a rate is the same in every period, also in those that have no value.
    private static bool IsRateOf(string name) => name is RequestedMetrics.RetentionRateGross or RequestedMetrics.ChurnRateOfEnd or
        RequestedMetrics.ResurrectionRate or RequestedMetrics.ReturningShare or RequestedMetrics.RepeatRateLifetime or
        RequestedMetrics.SecondOrderRate;

    private static MetricValue Requested(PeriodFigures period, string name) => period.Requested.GetValueOrDefault(name);

    private static decimal? Exact(MetricValue value) => value.Rate is { } rate ? Exact(rate) : value.Amount?.MinorUnits ?? value.Number;

    private static string Written(MetricValue value) => value.Rate is { } rate ? Shown.Percent(rate)
        : value.Amount is { } amount ? Shown.AmountWithCurrency(amount)
        : Shown.Number(value.Number, 1);

    private static decimal? Exact(Ratio ratio) => Per(ratio.Numerator, ratio.Denominator);

    private static decimal? Per(long part, long whole) => whole == 0 ? null : (decimal)part / whole;

    private static string? Share(Ratio ratio) => ratio.Denominator == 0
        ? null
        : Words["page.part.of", ("part", Shown.Number(ratio.Numerator)), ("whole", Shown.Number(ratio.Denominator))];
}
