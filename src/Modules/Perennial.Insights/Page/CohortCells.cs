using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Words;

namespace Perennial.Insights.Page;

/// <summary>A cohort and what else is counted of it.</summary>
/// <param name="Cohort">The cohort.</param>
internal sealed record CohortLine(Cohort Cohort)
{
    /// <summary>Their counting orders in the i-th period; empty where nobody asked.</summary>
    public IReadOnlyList<long> Orders { get; init; } = [];

    /// <summary>Members with an order in the i-th period or later; empty where nobody asked.</summary>
    public IReadOnlyList<long> Still { get; init; } = [];

    /// <summary>What its members came by; null where it is of one period.</summary>
    public FirstValue? Came { get; init; }

    /// <summary>Members of whom the i-th period is known; all of them, where the cohort is of one period.</summary>
    public IReadOnlyList<long>? Observed { get; init; }

    /// <summary>Members of whom the i-th period is known.</summary>
    public long ObservedAt(int period) => Observed?[period] ?? Cohort.Size;
}

/// <summary>A cell of the heat map.</summary>
/// <param name="Value">What it shows, as a number.</param>
/// <param name="Text">The same as its reader writes it.</param>
/// <param name="Detail">The customers in it, or their share.</param>
/// <param name="Level">How strong its colour is, 0 to 9.</param>
/// <param name="IsPartial">Whether its period is not over.</param>
internal readonly record struct CohortCell(decimal Value, string Text, string Detail, int Level, bool IsPartial);

/// <summary>The cells of a heat map by measure, alike in the report's page and in the server's.</summary>
internal static class CohortCells
{
    private const int Levels = 9;

    /// <summary>Share of the cohort that bought in the period.</summary>
    public const string Share = "share";

    /// <summary>Share that bought in the period or later: who has a pause is not counted as lost.</summary>
    public const string Still = "still";

    /// <summary>Customers.</summary>
    public const string Customers = "customers";

    /// <summary>Orders.</summary>
    public const string Orders = "orders";

    /// <summary>Revenue less returns.</summary>
    public const string Revenue = "revenue";

    /// <summary>Revenue up to the period, a member.</summary>
    public const string Cumulative = "cumulative";

    /// <summary>
    /// The cells, a list a cohort. Strength is measured against the strongest after the first column, where everyone is by definition.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<CohortCell>> Of(IReadOnlyList<CohortLine> lines, string measure, int columns)
    {
        var values = lines.Select(l => Values(l, measure, columns)).ToList();
        var accumulates = measure == Cumulative;
        var strongest = values.SelectMany(v => accumulates ? v : v.Skip(1)).DefaultIfEmpty(0).Max();
        return [.. lines.Zip(values, (line, row) => (IReadOnlyList<CohortCell>)[.. row.Select((value, i) => new CohortCell(
            value, Text(line, measure, i, value), Detail(line, measure, i),
            strongest <= 0 || value <= 0 ? 0 : (int)Math.Min(Levels, Math.Ceiling(Levels * value / strongest)),
            line.Cohort.LastIsPartial && i == line.Cohort.Active.Count - 1))])];
    }

    private static List<decimal> Values(CohortLine line, string measure, int columns)
    {
        var cohort = line.Cohort;
        decimal sum = 0;
        return [.. Enumerable.Range(0, Math.Min(columns, cohort.Active.Count)).Select(i => measure switch
        {
            Share => (decimal)cohort.Active[i] / line.ObservedAt(i),
            Still => (decimal)line.Still[i] / line.ObservedAt(i),
            Customers => cohort.Active[i],
            Orders => line.Orders[i],
            Revenue => cohort.Revenue[i].MinorUnits,
            _ when line.Observed is null => (sum += cohort.Revenue[i].MinorUnits) / cohort.Size,
            _ => sum += (decimal)cohort.Revenue[i].MinorUnits / line.ObservedAt(i),
        })];
    }

    private static string Text(CohortLine line, string measure, int i, decimal value) => measure switch
    {
        Share => Shown.WholePercent(new Ratio(line.Cohort.Active[i], line.ObservedAt(i))),
        Still => Shown.WholePercent(new Ratio(line.Still[i], line.ObservedAt(i))),
        Customers or Orders => Shown.Number((long)value),
        _ => Shown.Number(value / line.Cohort.Revenue[i].Currency.MinorPerUnit, 0),
    };

    private static string Detail(CohortLine line, string measure, int i) => measure switch
    {
        Customers => Shown.WholePercent(new Ratio(line.Cohort.Active[i], line.ObservedAt(i))),
        Still => Shown.Number(line.Still[i]),
        _ => Shown.Number(line.Cohort.Active[i]),
    };
}
