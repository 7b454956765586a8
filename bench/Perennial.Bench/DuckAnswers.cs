namespace Perennial.Bench;

/// <summary>What DuckDB answers, in minor units and whole days.</summary>
/// <param name="Totals">The whole stretch.</param>
/// <param name="Cells">A cohort in a month; cells in which nobody bought are left out.</param>
/// <param name="Rfm">Customers of three scores.</param>
/// <param name="Ladder">Customers with so many orders.</param>
/// <param name="GapQuartiles">The three quartiles of days between buying days.</param>
/// <param name="Overdue">Customers by lateness: 0 on time, 1 late, 2 at risk, 3 long gone.</param>
internal sealed record DuckAnswers(
    DuckTotals Totals, IReadOnlyList<DuckCell> Cells, IReadOnlyList<DuckRfm> Rfm, IReadOnlyList<DuckStep> Ladder,
    IReadOnlyList<decimal> GapQuartiles, IReadOnlyDictionary<int, long> Overdue);

/// <summary>Sums over all orders.</summary>
internal sealed record DuckTotals(long Customers, long Repeaters, long Orders, long Revenue, DateOnly LastDay);

/// <summary>A cohort in a month; both count from January 2022.</summary>
internal sealed record DuckCell(
    int Cohort, int Month, long Customers, long Orders, long Revenue, long Repeaters, long Retained);

/// <summary>Customers of three scores, with the least of each value among them.</summary>
internal sealed record DuckRfm(
    int R, int F, int M, long Customers, long Revenue, DateOnly LastDayMin, long OrdersMin, long NetMin);

/// <summary>Customers with an order in that place, and the median days since the one before.</summary>
internal sealed record DuckStep(int Place, long Customers, decimal? MedianDays);
